import { createHash } from 'node:crypto';

/** One digest of a password: what comparing in constant time takes, the least that guard and authorizer do. */
export function sha256(): Buffer {
  return createHash('sha256').update('password-of-a-caller').digest();
}
