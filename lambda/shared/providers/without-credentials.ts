/** What is shorter is no key that anybody was given, and may well be a word. */
const MIN_LENGTH = 8;

/** Stands where a credential was: what holds it is whole no more. */
export const REMOVED = '[removed]';

/**
 * Takes credentials of ours out of a text of somebody else's: as they are, and in the forms in which they are sent or
 * quoted, which are base64 and hexadecimal digits, of more than the credential too, and the escapes of URLs, forms, JSON
 * and HTML.
 *
 * @param names say who we are, and are no secret alone. Encoded they stay: a token that is a JWT may name in its base64
 *   whom it was made for (`client_id` of RFC 9068), and would be spoilt.
 */
export function withoutCredentials(
  secrets: readonly string[],
  names: readonly string[] = [],
): (text: string) => string {
  const long = [...secrets, ...names].filter(({ length }) => length >= MIN_LENGTH);
  if (long.length === 0) return (text) => text;
  // The longest first: one may be a part of another. In any case of letters, since %2B is %2b.
  const ordered = long.toSorted((one, other) => other.length - one.length);
  const forms = ordered.flatMap((each) => [...(secrets.includes(each) ? encoded(each) : []), escapedOrNot(each)]);
  const any = new RegExp(forms.join('|'), 'gi');
  return (text) => text.replaceAll(any, REMOVED);
}

function encoded(credential: string): string[] {
  return [...inBase64(credential), inHex(credential)];
}

/** In the alphabet of either base64: alone, with its padding or without, and as a part of something longer. */
function inBase64(credential: string): string[] {
  const eitherAlphabet = (signs: string) => signs.replaceAll('-', '[-+]').replaceAll('_', '[_/]');
  const alone = Buffer.from(credential).toString('base64url');
  // A sign stands for six bits, so it depends on how many bytes come before, and those at the ends on which.
  const within = [0, 2, 3].map((shared, before) => {
    const bytes = Buffer.from(`${' '.repeat(before)}${credential}`);
    return bytes.toString('base64url').slice(shared, bytes.length % 3 === 0 ? undefined : -1);
  });
  return [`${eitherAlphabet(alone)}={0,2}`, ...within.map(eitherAlphabet)];
}

function inHex(credential: string): string {
  return Buffer.from(credential).toString('hex');
}

/** Any of its signs may be escaped in any way. No text matches in two ways, so none keeps the pattern busy. */
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
