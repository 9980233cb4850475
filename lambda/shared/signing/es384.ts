import type { webcrypto } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { Claims } from './hs256.ts';

/**
 * A JSON Web Token with ES384 (RFC 7519, RFC 7518 section 3.4): never the same twice. By its type it has an end.
 *
 * @param key a private key of the curve P-384, for `sign`.
 * @param header members beside `alg` and `typ`.
 */
export function es384(
  claims: Claims,
  key: webcrypto.CryptoKey,
  header: Readonly<Record<string, string>>,
): Promise<string> {
  return new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'ES384', typ: 'JWT', ...header }).sign(key);
}
