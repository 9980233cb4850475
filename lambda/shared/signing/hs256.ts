import { type JWTPayload, SignJWT } from 'jose';

/** A claim for each name. The times `iat`, `nbf` and `exp` are in seconds since 1970. */
export type Claims = Readonly<Record<string, unknown>> & { readonly exp: number };

/**
 * A JSON Web Token with HS256 (RFC 7519, RFC 7518 section 3.2). By its type it has an end.
 *
 * @param key is used as UTF-8 text, as the providers do, also where it looks like base64.
 * @param header members beside `alg` and `typ`.
 */
export function hs256(claims: Claims, key: string, header: Readonly<Record<string, string>> = {}): Promise<string> {
  return new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header })
    .sign(new TextEncoder().encode(key));
}
