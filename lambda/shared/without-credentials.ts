/** What is shorter is no key that anybody was given, and may well be a word. */
const MIN_LENGTH = 8;

const REMOVED = '[removed]';

/**
 * Takes credentials of ours out of a text of somebody else's: as they are, and in the forms in which they are sent or
 * quoted, which are base64 and the escapes of URLs, forms, JSON and HTML.
 */
export function withoutCredentials(credentials: readonly string[]): (text: string) => string {
  const long = credentials.filter(({ length }) => length >= MIN_LENGTH);
  if (long.length === 0) return (text) => text;
  // The longest first: one may be a part of another. In any case of letters, since %2B is %2b.
  const ordered = long.toSorted((one, other) => other.length - one.length);
  const any = new RegExp(ordered.flatMap((each) => [inBase64(each), escapedOrNot(each)]).join('|'), 'gi');
  return (text) => text.replaceAll(any, REMOVED);
}

/** In the alphabet of either base64, with its padding or without. */
function inBase64(credential: string): string {
  const signs = Buffer.from(credential).toString('base64url');
  return `${signs.replaceAll('-', '[-+]').replaceAll('_', '[_/]')}={0,2}`;
}

/** Any of its signs may be escaped in any way. No text matches in two ways, so none keeps the pattern busy. */
function escapedOrNot(credential: string): string {
  return credential.replaceAll(/[^A-Za-z0-9]/g, (sign) => {
    const code = sign.charCodeAt(0);
    const hex = code.toString(16).padStart(2, '0');
    const entity = ENTITIES[sign] ?? `#${code}`;
    const escapes = [`%${hex}`, `\\\\u00${hex}`, `\\\\\\${sign}`, `&#${code};`, `&#x${hex};`, `&${entity};`].join('|');
    return `(?:${escapes}|(?!${escapes})\\${sign})`;
  });
}

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
