import { type Audience, adminPrefixes, methodsOf } from '../api/route.ts';
import type { GuardConfig } from './config.ts';

type Routes = GuardConfig['routes'];

/** Segments of RFC 3986's unreserved characters, one slash before each, perhaps one at the end. */
const PLAIN = /^\/(?:[A-Za-z0-9._~-]+\/)*[A-Za-z0-9._~-]*$/;

/**
 * Is there only one way to read this path? CloudFront chooses the origin by the normalised path and forwards it as it was
 * sent, and API Gateway decodes it once more; so whatever could mean another path to one of them (percent-encoding, dot
 * segments, empty segments, backslashes, path parameters) isn't plain. No route of the contract needs any of these.
 */
export function isPlainPath(path: string): boolean {
  return PLAIN.test(path) && !path.split('/').some((segment) => segment === '.' || segment === '..');
}

/**
 * Whose path this is, by its first segment, as CloudFront chooses the API. In any case of letters: no client has business
 * at `/Admin`, whoever may serve it.
 *
 * @param path a plain path.
 */
export function audienceOf(path: string, routes: Routes): Audience {
  const first = `/${path.split('/', 2)[1]}`.toLowerCase();
  return adminPrefixes(routes).some((prefix) => prefix.toLowerCase() === first) ? 'admin' : 'client';
}

/** A path as the contract would write it: one slash at the end, which many clients put there, says nothing. */
export function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** The routes that have this path; as in API Gateway, a literal path goes before one with parameters. */
export function routesAt(sent: string, routes: Routes): Routes {
  const path = withoutTrailingSlash(sent);
  const literal = routes.filter((route) => route.path === path);
  return literal.length > 0 ? literal : routes.filter((route) => matches(route.path, path));
}

/** The methods that this path takes, HEAD where GET is; none where there is nothing. */
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
