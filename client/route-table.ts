import type { Route } from '../api/route.ts';

/** Method and path of each route, and `{}` where it takes a body, by the route's name. */
export function routeTable(routes: readonly Route[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    routes.map(({ name, method, path, body }) => [name, `${method} ${path}${body === undefined ? '' : ' {}'}`]),
  );
}
