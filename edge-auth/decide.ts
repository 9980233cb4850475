import { mayUse } from '../api/route.ts';
import type { BasicCredentials } from './basic-credentials.ts';
import type { GuardConfig } from './config.ts';
import { isOneOf, type PasswordsInForce } from './password-digest.ts';
import { audienceOf, isPlainPath, routesAt } from './paths.ts';
import type { ViewerRequest } from './viewer-request.ts';

export type Refusal =
  | { readonly kind: 'challenge' }
  | { readonly kind: 'invalidPath' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'methodNotAllowed'; readonly allow: readonly string[] }
  /** The caller's password can't be read just now. */
  | { readonly kind: 'unavailable' };

export type Decision = { readonly kind: 'allow'; readonly caller: string } | { readonly kind: 'preflight' } | Refusal;

/** A browser's question before a request across origins. It never carries credentials, so it is answered without. */
export function isPreflight({ method, origin, preflightMethod }: ViewerRequest): boolean {
  return method === 'OPTIONS' && origin !== undefined && preflightMethod !== undefined;
}

/**
 * Who may pass. Nothing is told of the routes before the credentials are right. A path that no route has passes: API
 * Gateway answers it.
 *
 * @param credentials what the request says; undefined when it says nothing readable.
 * @param passwords of the caller it names, none for an unknown one; 'unavailable' when they can't be read.
 */
export function decide(
  request: ViewerRequest,
  credentials: BasicCredentials | undefined,
  passwords: PasswordsInForce | 'unavailable',
  config: Pick<GuardConfig, 'callers' | 'routes'>,
): Decision {
  if (isPreflight(request)) return { kind: 'preflight' };
  if (passwords === 'unavailable') return { kind: 'unavailable' };

  const name = credentials?.username ?? '';
  const isRight = isOneOf(passwords, credentials?.password ?? '');
  const caller = Object.hasOwn(config.callers, name) ? config.callers[name] : undefined;
  if (!isRight || caller === undefined) return { kind: 'challenge' };

  const { path, method } = request;
  if (!isPlainPath(path)) return { kind: 'invalidPath' };
  if (!mayUse(caller.audience, audienceOf(path, config.routes))) return { kind: 'forbidden' };

  const allow = routesAt(path, config.routes).map((route) => route.method);
  if (allow.length > 0 && !allow.some((allowed) => allowed === method)) return { kind: 'methodNotAllowed', allow };
  return { kind: 'allow', caller: name };
}
