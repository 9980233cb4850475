import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Digest, digestOf } from '../lambda/shared/secrets/digest.ts';

/**
 * A caller's passwords that work now: the current one and, around a rotation, the one to come and the one before. Three
 * at the most.
 */
export type AcceptedPasswords = readonly Digest[];

/** Stands where there is nothing to compare with, so that an unknown caller costs the same time as a known one. */
const NO_PASSWORD: Digest = randomBytes(32);

export function isOneOf(passwords: AcceptedPasswords, given: string): boolean {
  const digest = digestOf(given);
  // All three places are compared, whatever stands in them and whichever is equal.
  const equal = [0, 1, 2].map((place) => timingSafeEqual(digest, passwords[place] ?? NO_PASSWORD));
  return equal.includes(true);
}
