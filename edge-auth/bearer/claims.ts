import { isPlainText } from '../../lambda/shared/identity/user-name.ts';
import { type Members, own } from './json-web-token.ts';

/** More values than anybody gives rights to one by one. */
const MAX_VALUES = 100;

/** Lists that are written as one text, with spaces between (RFC 8693 §4.2; Entra ID says `scp`). */
const SPACED = ['scope', 'scp'];

/** @param name of the claim, or a JSON pointer (RFC 6901) to it if it starts with a slash. */
export function claimAt(claims: Members, name: string): unknown {
  if (!name.startsWith('/')) return own(claims, name);
  let at: unknown = claims;
  for (const written of name.slice(1).split('/')) {
    if (typeof at !== 'object' || at === null) return undefined;
    const step = written.replaceAll('~1', '/').replaceAll('~0', '~');
    // An array's length is a property of its own, but no item of it.
    if (Array.isArray(at) && !/^(?:0|[1-9]\d*)$/.test(step)) return undefined;
    at = own(at as Members, step);
  }
  return at;
}

/** A claim's values as text: one, or those of a list. Undefined for anything else, and for an empty list. */
export function valuesAt(claims: Members, name: string): readonly string[] | undefined {
  const claim = claimAt(claims, name);
  if (!Array.isArray(claim)) {
    const text = textOf(claim);
    return text === undefined ? undefined : [text];
  }
  if (claim.length === 0 || claim.length > MAX_VALUES) return undefined;
  const texts = claim.map(textOf).filter((text) => text !== undefined);
  return texts.length === claim.length ? texts : undefined;
}

/**
 * Whether each of these claims has one of its wanted values. Of a list, one entry is enough, whatever the others are:
 * which caller a token is for must not depend on them.
 */
export function hasWanted(claims: Members, wanted: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.entries(wanted).every(([name, values]) =>
    entriesAt(claims, name).some((entry) => {
      const text = textOf(entry);
      return text !== undefined && values.includes(text);
    }),
  );
}

function entriesAt(claims: Members, name: string): readonly unknown[] {
  const claim = claimAt(claims, name);
  if (Array.isArray(claim)) return claim;
  return typeof claim === 'string' && SPACED.includes(name) ? [claim, ...claim.split(' ')] : [claim];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  // Another text or number, such as one that was rounded, would reach the functions as something else.
  if (typeof value === 'string') return isPlainText(value) ? value : undefined;
  return typeof value === 'number' && isExact(value) ? String(value) : undefined;
}

function isExact(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
