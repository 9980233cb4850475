import { hash } from 'node:crypto';

/** SHA-256 of a secret. All have the same length, so they can be compared in constant time; the secret isn't kept. */
export type Digest = Uint8Array;

export function digestOf(secret: string): Digest {
  return hash('sha256', secret, 'buffer');
}
