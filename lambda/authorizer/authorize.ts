import { timingSafeEqual } from 'node:crypto';
import { type Digest, digestOf } from '../shared/secrets/digest.ts';

/** The headers that show where a request comes from. */
export interface Presented {
  readonly originSecret: string;
  readonly caller: string;
}

export type AuthorizerDecision =
  | { readonly allow: true }
  | { readonly allow: false; readonly reason: 'caller_not_allowed' | 'wrong_origin_secret' };

/**
 * @param accepted digests of the accepted values. All are compared, so that the time says nothing.
 * @param callers who may use this API.
 */
export function authorize(
  { originSecret, caller }: Presented,
  accepted: readonly Digest[],
  callers: readonly string[],
): AuthorizerDecision {
  const presented = digestOf(originSecret);
  const matches = accepted.filter((digest) => timingSafeEqual(digest, presented));
  // Checked first, so that a request that didn't come from our CloudFront can't find out names of callers.
  if (matches.length === 0) return { allow: false, reason: 'wrong_origin_secret' };
  return callers.includes(caller) ? { allow: true } : { allow: false, reason: 'caller_not_allowed' };
}
