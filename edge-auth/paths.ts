import { type Audience, adminPrefixes, methodsOf } from '../api/route.ts';
import type { GuardConfig } from './config.ts';

type Routes = GuardConfig['routes'];

/** Segments of RFC 3986's unreserved characters with one slash before each, and perhaps one slash at the end. */
const PLAIN = /^\/(?:[A-Za-z0-9._~-]+\/)*[A-Za-z0-9._~-]*$/;

/**
 * Whether everybody reads this path in the same way. CloudFront normalises the path to choose the origin, but forwards
 * it as it was sent, and API Gateway decodes it again. So a path isn't plain if one of them could take it for another
 * path: with percent-encoding, dot segments, empty segments, backslashes or path parameters. No route needs any of
 * these.
 */
export function isPlainPath(path: string): boolean {
  return PLAIN.test(path) && !path.split('/').some((segment) => segment === '.' || segment === '..');
}

/**
 * The audience of a path, by its first segment, as CloudFront chooses the API. Upper and lower case are the same here,
 * so that a client can't pass with `/Admin`.
 *
 * @param path a plain path.
 */
export function audienceOf(path: string, routes: Routes): Audience {
  const first = `/${path.split('/', 2)[1]}`.toLowerCase();
  return adminPrefixes(routes).some((prefix) => prefix.toLowerCase() === first) ? 'admin' : 'client';
}

/** Many clients put a slash at the end of a path. It means nothing, and the contract's paths have none. */
export function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** The routes with this path. As in API Gateway, a literal path has precedence over one with parameters. */
export function routesAt(sent: string, routes: Routes): Routes {
  const path = withoutTrailingSlash(sent);
  const literal = routes.filter((route) => route.path === path);
  return literal.length > 0 ? literal : routes.filter((route) => matches(route.path, path));
}

/** The methods that this path accepts, HEAD included where GET is; empty for an unknown path. */
export function methodsAt(path: string, { routes, pages }: Pick<GuardConfig, 'routes' | 'pages'>): string[] {
  const methods: string[] = routesAt(path, routes).flatMap(methodsOf);
  return methods.length === 0 && pages.some((page) => page === path) ? ['GET', 'HEAD'] : methods;
}

function matches(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((segment, at) => (segment.startsWith('{') ? given[at] !== '' : segment === given[at]))
  );
}
