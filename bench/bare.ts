import { createHash } from 'node:crypto';

/** One digest of a password, for a comparison in constant time: the least work of guard and authorizer. */
export function sha256(): Buffer {
  return createHash('sha256').update('password-of-a-caller').digest();
}
