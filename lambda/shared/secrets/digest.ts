import { hash } from 'node:crypto';

/** SHA-256 of a secret: of one length, so it can be compared in constant time, and no secret stays in memory. */
export type Digest = Uint8Array;

export function digestOf(secret: string): Digest {
  return hash('sha256', secret, 'buffer');
}
