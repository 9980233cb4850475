export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** Much longer than any header with a password of ours. A longer header isn't decoded. */
const MAX_LENGTH = 2_048;

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** Malformed UTF-8 is an error, and a byte order mark is kept as a part of the password. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads HTTP Basic credentials (RFC 7617). Several Authorization headers are ambiguous and count as none.
 *
 * @param authorization every value of the request's Authorization header.
 * @returns undefined for anything but one well-formed header.
 */
export function parseBasicCredentials(authorization: readonly string[]): BasicCredentials | undefined {
  const [value, ...more] = authorization;
  if (value === undefined || more.length > 0 || value.length > MAX_LENGTH) return undefined;
  const text = decoded(BASIC.exec(value)?.[1]);
  if (text === undefined) return undefined;
  // A user name can't contain a colon, a password can: so the first colon separates them.
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decoded(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  // Buffer skips characters that aren't base64. Encoding the bytes again shows whether there were any.
  if (bytes.toString('base64') !== base64) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
