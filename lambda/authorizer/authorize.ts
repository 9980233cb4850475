import { timingSafeEqual } from 'node:crypto';
import { type Digest, digestOf } from '../shared/secrets/digest.ts';

/** What a request shows of where it comes from. */
export interface Presented {
  readonly originSecret: string;
  readonly caller: string;
}

export type AuthorizerDecision =
  | { readonly allow: true }
  | { readonly allow: false; readonly reason: 'caller_not_allowed' | 'wrong_origin_secret' };

/**
 * @param accepted digests of the values that may be presented. All are compared, so that time tells nothing.
 * @param callers who may use this API.
 */
export function authorize(
  { originSecret, caller }: Presented,
  accepted: readonly Digest[],
  callers: readonly string[],
): AuthorizerDecision {
  const presented = digestOf(originSecret);
  const matches = accepted.filter((digest) => timingSafeEqual(digest, presented));
  // First, so that who didn't come through our CloudFront finds out no names.
  if (matches.length === 0) return { allow: false, reason: 'wrong_origin_secret' };
  return callers.includes(caller) ? { allow: true } : { allow: false, reason: 'caller_not_allowed' };
}
