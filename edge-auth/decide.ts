import { mayUse } from '../api/route.ts';
import type { BasicCredentials } from './basic-credentials.ts';
import type { GuardConfig } from './config.ts';
import { type AcceptedPasswords, isOneOf } from './password-digest.ts';
import { audienceOf, isPlainPath, methodsAt, routesAt } from './paths.ts';
import type { ViewerRequest } from './viewer-request.ts';

export type Refusal =
  | { readonly kind: 'challenge' }
  | { readonly kind: 'invalidPath' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'notFound' }
  /** A page of another origin asks, with whatever credentials its browser has for us. */
  | { readonly kind: 'foreignPage' }
  | { readonly kind: 'methodNotAllowed'; readonly allow: readonly string[] }
  /** The caller's password can't be read just now. */
  | { readonly kind: 'unavailable' };

export type Decision =
  | { readonly kind: 'allow'; readonly caller: string }
  | { readonly kind: 'preflight' }
  /** Anybody's to know: the guard is there. */
  | { readonly kind: 'healthy' }
  | Refusal;

type DecidingConfig = Pick<GuardConfig, 'callers' | 'routes' | 'pages' | 'allowedOrigins'>;

/** What is decided whoever asks, so that no secret is read for it; undefined where credentials decide. */
export function decideWithoutCredentials(request: ViewerRequest, config: DecidingConfig): Decision | undefined {
  if (isPreflight(request)) return { kind: 'preflight' };
  if (isHealthCheck(request, config)) return { kind: 'healthy' };
  if (isForeign(request, config)) return { kind: 'foreignPage' };
  return undefined;
}

/** A browser's question before a request across origins. It never carries credentials, so it is answered without. */
function isPreflight({ method, origin, preflightMethod }: ViewerRequest): boolean {
  return method === 'OPTIONS' && origin !== undefined && preflightMethod !== undefined;
}

function isHealthCheck({ method, path }: ViewerRequest, { routes }: DecidingConfig): boolean {
  const isReading = method === 'GET' || method === 'HEAD';
  return isReading && routesAt(path, routes).some(({ audience }) => audience === 'anybody');
}

/**
 * Who may pass. Nothing is told of the routes before the credentials are right. A path that neither a route nor the
 * console has ends here: behind the guard it would meet S3, whose answers are not ours.
 *
 * @param credentials what the request says; undefined when it says nothing readable.
 * @param passwords of the caller it names, none for an unknown one; 'unavailable' when they can't be read.
 */
export function decide(
  request: ViewerRequest,
  credentials: BasicCredentials | undefined,
  passwords: AcceptedPasswords | 'unavailable',
  config: DecidingConfig,
): Decision {
  const decided = decideWithoutCredentials(request, config);
  if (decided !== undefined) return decided;

  const name = credentials?.username ?? '';
  const isRight = isOneOf(passwords === 'unavailable' ? [] : passwords, credentials?.password ?? '');
  if (passwords === 'unavailable') return { kind: 'unavailable' };
  const caller = Object.hasOwn(config.callers, name) ? config.callers[name] : undefined;
  if (!isRight || caller === undefined) return { kind: 'challenge' };

  const { path, method } = request;
  if (!isPlainPath(path)) return { kind: 'invalidPath' };
  if (!mayUse(caller.audience, audienceOf(path, config.routes))) return { kind: 'forbidden' };

  const allow = methodsAt(path, config);
  if (allow.length === 0) return { kind: 'notFound' };
  if (!allow.includes(method)) return { kind: 'methodNotAllowed', allow };
  return { kind: 'allow', caller: name };
}

/**
 * A browser that has a name and a password for us adds them to what any page asks of us, and sends a simple request
 * without asking before: the page can't read the answer, but a token is made and a quota used. Only going to the console
 * by a link from elsewhere is no page's doing.
 *
 * A simple GET has no Origin; of what browsers write themselves, only Sec-Fetch-Site tells of it. Older ones don't.
 */
function isForeign(
  { origin, host, fetchSite, isVisit, path }: ViewerRequest,
  { allowedOrigins, pages }: DecidingConfig,
): boolean {
  if (origin !== undefined && allowedOrigins.includes(origin)) return false;
  switch (fetchSite) {
    case 'same-origin':
    case 'none':
      return false;
    case 'same-site':
    case 'cross-site':
      return !(isVisit && pages.some((page) => page === path));
    default:
      return origin !== undefined && origin.split('//')[1] !== host;
  }
}
