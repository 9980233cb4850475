import { createHmac } from 'node:crypto';
import type { Credential } from './ice-servers.ts';

/**
 * A credential that any TURN server with the same secret takes until it ends: coturn’s `use-auth-secret`, after
 * draft-uberti-behave-turn-rest-00. TURN itself wants SHA-1 here.
 *
 * @param expiresAt in seconds since 1970.
 * @param user without a colon: servers read what is before the first one as the end.
 */
export function signedCredential(secret: string, user: string, expiresAt: number): Credential {
  const username = `${expiresAt}:${user}`;
  return { username, credential: hmac(secret, username) };
}

/** @param secret is used as text, also where it looks like hexadecimal digits. */
export function hmac(secret: string, username: string): string {
  return createHmac('sha1', secret).update(username).digest('base64');
}
