/** A claim for each name. The times `iat`, `nbf` and `exp` are in seconds since 1970. By its type a token has an end. */
export type Claims = Readonly<Record<string, unknown>> & { readonly exp: number };

/** What of a JSON Web Token is signed (RFC 7515 section 5.1). Claims that are undefined are left out. */
export function signedPart(header: Readonly<Record<string, string>>, claims: Claims): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}
