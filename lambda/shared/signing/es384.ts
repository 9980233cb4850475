import type { webcrypto } from 'node:crypto';
import { type Claims, signedPart } from './signed-part.ts';

/**
 * A JSON Web Token with ES384 (RFC 7519, RFC 7518 section 3.4): never the same twice.
 *
 * @param key a private key of the curve P-384, for `sign`.
 * @param header members beside `alg` and `typ`.
 */
export async function es384(
  claims: Claims,
  key: webcrypto.CryptoKey,
  header: Readonly<Record<string, string>>,
): Promise<string> {
  const signed = signedPart({ alg: 'ES384', typ: 'JWT', ...header }, claims);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-384' }, key, Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}
