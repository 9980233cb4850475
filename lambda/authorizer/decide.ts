import { createHash, timingSafeEqual } from 'node:crypto';

/** What a request shows of where it comes from. */
export interface Presented {
  readonly originSecret: string;
  readonly caller: string;
}

export type Decision =
  | { readonly allow: true }
  | { readonly allow: false; readonly reason: 'caller_not_allowed' | 'wrong_origin_secret' };

/** SHA-256: all digests have one length, which timingSafeEqual needs, and tell nothing of the secret's. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * @param accepted digests of the values that may be presented. All are compared, so that time tells nothing.
 * @param callers who may use this API.
 */
export function decide(
  { originSecret, caller }: Presented,
  accepted: readonly Buffer[],
  callers: readonly string[],
): Decision {
  const presented = digestOf(originSecret);
  const matches = accepted.filter((digest) => timingSafeEqual(digest, presented));
  // First, so that who didn't come through our CloudFront finds out no names.
  if (matches.length === 0) return { allow: false, reason: 'wrong_origin_secret' };
  return callers.includes(caller) ? { allow: true } : { allow: false, reason: 'caller_not_allowed' };
}
