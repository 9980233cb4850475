import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a password: of one length, so it can be compared in constant time, and no password stays in memory. */
export type Digest = Uint8Array;

/** A caller's passwords that work now: the current one and, for a while after a rotation, the one before. */
export type PasswordsInForce = readonly [] | readonly [current: Digest] | readonly [current: Digest, previous: Digest];

export function digestOf(password: string): Digest {
  return hash('sha256', password, 'buffer');
}

/** Stands where there is nothing to compare with, so that an unknown caller costs the same time as a known one. */
const NO_PASSWORD: Digest = randomBytes(32);

export function isOneOf(passwords: PasswordsInForce, given: string): boolean {
  const digest = digestOf(given);
  const isCurrent = timingSafeEqual(digest, passwords[0] ?? NO_PASSWORD);
  const isPrevious = timingSafeEqual(digest, passwords[1] ?? NO_PASSWORD);
  return isCurrent || isPrevious;
}
