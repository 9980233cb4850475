import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a password: of one length, so it can be compared in constant time, and no password stays in memory. */
export type Digest = Uint8Array;

/**
 * A caller's passwords that work now: the current one and, around a rotation, the one to come and the one before. Three
 * at the most.
 */
export type PasswordsInForce = readonly Digest[];

export function digestOf(password: string): Digest {
  return hash('sha256', password, 'buffer');
}

/** Stands where there is nothing to compare with, so that an unknown caller costs the same time as a known one. */
const NO_PASSWORD: Digest = randomBytes(32);

export function isOneOf(passwords: PasswordsInForce, given: string): boolean {
  const digest = digestOf(given);
  // All three places are compared, whatever stands in them and whichever is equal.
  const equal = [0, 1, 2].map((place) => timingSafeEqual(digest, passwords[place] ?? NO_PASSWORD));
  return equal.includes(true);
}
