import { createHmac } from 'node:crypto';
import { type Claims, signedPart } from './signed-part.ts';

/**
 * A JSON Web Token with HS256 (RFC 7519, RFC 7518 section 3.2). Asynchronous as `es384` is, which must be.
 *
 * @param key is used as UTF-8 text, as the providers do, also where it looks like base64.
 * @param header members beside `alg` and `typ`.
 */
export async function hs256(
  claims: Claims,
  key: string,
  header: Readonly<Record<string, string>> = {},
): Promise<string> {
  const signed = signedPart({ alg: 'HS256', typ: 'JWT', ...header }, claims);
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}
