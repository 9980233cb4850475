import { type Audience, mayUse } from '../api/route.ts';
import type { Identity } from '../lambda/shared/identity/caller-header.ts';
import type { BasicCredentials } from './basic-credentials.ts';
import type { SignedIn, TokenRefusal } from './bearer/signed-in.ts';
import type { GuardConfig } from './config.ts';
import type { IsDenied } from './denied-users.ts';
import { type AcceptedPasswords, isOneOf } from './password-digest.ts';
import { audienceOf, isPlainPath, methodsAt, routesAt } from './paths.ts';
import type { ViewerRequest } from './viewer-request.ts';

export type Refusal =
  | { readonly kind: 'challenge' }
  | { readonly kind: 'invalidPath' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'notFound' }
  /** A page of an origin that isn't allowed sent the request, perhaps with credentials that the browser added. */
  | { readonly kind: 'foreignPage' }
  | { readonly kind: 'methodNotAllowed'; readonly allow: readonly string[] }
  /** The caller's password, or the keys of who signed its token, can't be read just now. */
  | { readonly kind: 'unavailable' }
  /** No one token can be told from the request's headers. */
  | { readonly kind: 'invalidBearer' }
  /** The user is on the stage's deny list. */
  | { readonly kind: 'userBlocked' }
  | TokenRefusal;

export type Decision =
  | ({ readonly kind: 'allow' } & Identity)
  | { readonly kind: 'preflight' }
  /** A health check: no credentials are needed. */
  | { readonly kind: 'healthy' }
  | Refusal;

type DecidingConfig = Pick<GuardConfig, 'callers' | 'routes' | 'pages' | 'allowedOrigins'>;

/** What can be decided without credentials, so that no secret is read for it; undefined where credentials decide. */
export function decideWithoutCredentials(request: ViewerRequest, config: DecidingConfig): Decision | undefined {
  if (isPreflight(request)) return { kind: 'preflight' };
  if (isHealthCheck(request, config)) return { kind: 'healthy' };
  if (isForeign(request, config)) return { kind: 'foreignPage' };
  return undefined;
}

/** A CORS preflight. Browsers send it without credentials, so it is answered without. */
function isPreflight({ method, origin, preflightMethod }: ViewerRequest): boolean {
  return method === 'OPTIONS' && origin !== undefined && preflightMethod !== undefined;
}

function isHealthCheck({ method, path }: ViewerRequest, { routes }: DecidingConfig): boolean {
  const isReading = method === 'GET' || method === 'HEAD';
  return isReading && routesAt(path, routes).some(({ audience }) => audience === 'anybody');
}

/**
 * Decides whether a request may pass. Without the right credentials a request learns nothing about the routes. A path
 * that is neither a route nor a page of the console is refused here: otherwise S3 would answer it, in its own format.
 *
 * @param credentials of the request; undefined when it has none that can be read.
 * @param passwords of the caller that the credentials name: empty for an unknown caller, 'unavailable' when they can't
 *   be read.
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

  return decideOnRoute(request, { caller: name }, caller.audience, config);
}

/** Decides the same about a request with a user's token. */
export function decideSignedIn(
  request: ViewerRequest,
  signedIn: SignedIn,
  isDenied: IsDenied,
  config: DecidingConfig,
): Decision {
  if (signedIn.kind === 'refused') return signedIn.refusal;
  // By any caller's name for the user: who is blocked could else ask with a token that fits another caller.
  if (signedIn.names().some(isDenied)) return { kind: 'userBlocked' };
  return decideOnRoute(request, signedIn.identity, signedIn.audience, config);
}

function decideOnRoute(
  { path, method }: ViewerRequest,
  identity: Identity,
  audience: Audience,
  config: DecidingConfig,
): Decision {
  if (!isPlainPath(path)) return { kind: 'invalidPath' };
  if (!mayUse(audience, audienceOf(path, config.routes))) return { kind: 'forbidden' };

  const allow = methodsAt(path, config);
  if (allow.length === 0) return { kind: 'notFound' };
  if (!allow.includes(method)) return { kind: 'methodNotAllowed', allow };
  return { kind: 'allow', ...identity };
}

/**
 * Whether a page of an origin that isn't allowed sent the request. A browser that has stored a name and a password for
 * us adds them to requests of any page, and sends a simple request without a preflight. The page can't read the answer,
 * but a token would be made and a quota used. A link from elsewhere to the console is allowed: the person follows it.
 *
 * A simple GET has no Origin header; only Sec-Fetch-Site shows where it comes from. Older browsers don't send that.
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
