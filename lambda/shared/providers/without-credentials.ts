/** No provider gives shorter keys, and a shorter text may be an ordinary word. */
const MIN_LENGTH = 8;

/** Replaces a credential. A token that contains it is damaged. */
export const REMOVED = '[removed]';

/**
 * Removes our credentials from a provider's text: as they are, in base64 and hexadecimal digits (also as a part of a
 * longer encoded text), and with the escapes of URLs, forms, JSON and HTML.
 *
 * @param names user names, which are not secret alone. Their encoded forms are kept: a JWT may contain the name of its
 *   client in base64 (`client_id` of RFC 9068), and removing it would damage the token.
 */
export function withoutCredentials(
  secrets: readonly string[],
  names: readonly string[] = [],
): (text: string) => string {
  const long = [...secrets, ...names].filter(({ length }) => length >= MIN_LENGTH);
  if (long.length === 0) return (text) => text;
  // The longest first, as one may be a part of another. Upper and lower case are the same, since %2B is %2b.
  const ordered = long.toSorted((one, other) => other.length - one.length);
  const forms = ordered.flatMap((each) => [...(secrets.includes(each) ? encoded(each) : []), escapedOrNot(each)]);
  const any = new RegExp(forms.join('|'), 'gi');
  return (text) => text.replaceAll(any, REMOVED);
}

function encoded(credential: string): string[] {
  return [...inBase64(credential), inHex(credential)];
}

/** In base64 and base64url: alone, with or without padding, and inside a longer text. */
function inBase64(credential: string): string[] {
  const eitherAlphabet = (signs: string) => signs.replaceAll('-', '[-+]').replaceAll('_', '[_/]');
  const alone = Buffer.from(credential).toString('base64url');
  // A character of base64 has six bits. So the result depends on how many bytes come before the credential (0, 1 or 2
  // modulo 3), and its first and last characters also contain bits of the neighbours: these are left out.
  const within = [0, 2, 3].map((shared, before) => {
    const bytes = Buffer.from(`${' '.repeat(before)}${credential}`);
    return bytes.toString('base64url').slice(shared, bytes.length % 3 === 0 ? undefined : -1);
  });
  return [`${eitherAlphabet(alone)}={0,2}`, ...within.map(eitherAlphabet)];
}

function inHex(credential: string): string {
  return Buffer.from(credential).toString('hex');
}

/** Each character may be escaped in any way. A text can match in one way only, so there is no slow backtracking. */
function escapedOrNot(credential: string): string {
  return credential.replaceAll(/[\s\S]/g, (sign) => {
    const code = sign.charCodeAt(0);
    const hex = code.toString(16).padStart(2, '0');
    const coded = [`%${hex}`, `\\\\u00${hex}`, `&#${code};`, `&#x${hex};`];
    if (/[A-Za-z0-9]/.test(sign)) return `(?:${coded.join('|')}|${sign})`;
    const escapes = [...coded, `\\\\\\${sign}`, `&${ENTITIES[sign] ?? `#${code}`};`].join('|');
    return `(?:${escapes}|(?!${escapes})\\${sign})`;
  });
}

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
