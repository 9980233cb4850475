/** Longer than any token that fits into a request to us beside everything else. */
const MAX_LENGTH = 8_192;

/** At the start, or after other credentials: a page's `Headers.append` makes one header of two. */
const MENTIONED = /(?:^|,)[ \t]*bearer(?![\w-])/i;

/** RFC 6750 §2.1. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;

/**
 * Reads a Bearer token (RFC 6750).
 *
 * @param authorization every value of the request's Authorization header.
 * @param isInQuery whether the query has an `access_token`, too.
 * @returns 'none' where the request has no Bearer token, 'invalid' for one that can't be told from the header, or that is
 *   sent in two ways.
 */
export function bearerToken(
  authorization: readonly string[],
  isInQuery: boolean,
): { token: string } | 'none' | 'invalid' {
  const [value = '', ...more] = authorization;
  if (more.length > 0) return 'invalid';
  if (!MENTIONED.test(value)) return 'none';
  const token = value.length > MAX_LENGTH || isInQuery ? undefined : BEARER.exec(value)?.[1];
  return token === undefined ? 'invalid' : { token };
}
