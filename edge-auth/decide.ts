import { mayUse } from '../api/route.ts';
import type { BasicCredentials } from './basic-credentials.ts';
import type { GuardConfig } from './config.ts';
import { isOneOf, type PasswordsInForce } from './password-digest.ts';
import { audienceOf, isPlainPath, methodsAt } from './paths.ts';
import type { ViewerRequest } from './viewer-request.ts';

export type Refusal =
  | { readonly kind: 'challenge' }
  | { readonly kind: 'invalidPath' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'notFound' }
  /** A page of another origin asks to change something. */
  | { readonly kind: 'foreignPage' }
  | { readonly kind: 'methodNotAllowed'; readonly allow: readonly string[] }
  /** The caller's password can't be read just now. */
  | { readonly kind: 'unavailable' };

export type Decision = { readonly kind: 'allow'; readonly caller: string } | { readonly kind: 'preflight' } | Refusal;

/** A browser's question before a request across origins. It never carries credentials, so it is answered without. */
export function isPreflight({ method, origin, preflightMethod }: ViewerRequest): boolean {
  return method === 'OPTIONS' && origin !== undefined && preflightMethod !== undefined;
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
  passwords: PasswordsInForce | 'unavailable',
  config: Pick<GuardConfig, 'callers' | 'routes' | 'pages' | 'allowedOrigins'>,
): Decision {
  if (isPreflight(request)) return { kind: 'preflight' };

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
  if (method !== 'GET' && method !== 'HEAD' && isForeign(request, config.allowedOrigins))
    return { kind: 'foreignPage' };
  return { kind: 'allow', caller: name };
}

/**
 * A browser that has a name and a password for us adds them to what any page asks of us, and sends a simple request
 * without asking before: the page can't read the answer, but what it asked for is done.
 */
function isForeign({ origin, host }: ViewerRequest, allowedOrigins: readonly string[]): boolean {
  return origin !== undefined && origin.split('//')[1] !== host && !allowedOrigins.includes(origin);
}
