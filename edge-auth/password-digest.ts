import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Digest, digestOf } from '../lambda/shared/secrets/digest.ts';

/**
 * The digests of the passwords that a caller may use now: the current one and, around a rotation, the next one and the
 * previous one. Three at most.
 */
export type AcceptedPasswords = readonly Digest[];

/** Compared with where there is no password, so that an unknown caller takes as long as a known one. */
const NO_PASSWORD: Digest = randomBytes(32);

export function isOneOf(passwords: AcceptedPasswords, given: string): boolean {
  const digest = digestOf(given);
  // Always three comparisons, so that the time says nothing about how many passwords there are or which one is equal.
  const equal = [0, 1, 2].map((place) => timingSafeEqual(digest, passwords[place] ?? NO_PASSWORD));
  return equal.includes(true);
}
