import * as v from 'valibot';
import { closestName } from './did-you-mean.ts';
import { named } from './named.ts';

/**
 * The schema of a route's query: an object of strings. An unknown parameter is an error: if a misspelt `expireTime`
 * were ignored, the token would live longer than the caller wanted.
 *
 * @param required messages for parameters that are missing, where `… is required` doesn't say enough.
 */
export function query<const E extends v.ObjectEntries>(entries: E, required: Partial<Record<keyof E, string>> = {}) {
  const known = Object.keys(entries);
  return v.strictObject(entries, (issue) => {
    const name = String(issue.path?.[0]?.key ?? '');
    if (issue.expected !== 'never') return required[name] ?? `${name} is required`;
    return `unknown parameter ${quoted(name)}: ${instead(name, known)}`;
  });
}

function instead(name: string, known: readonly string[]): string {
  const right = closestName(name, known);
  if (right !== undefined) return `did you mean ${right}?`;
  return known.length === 0 ? 'this route takes none' : `this route takes ${known.join(', ')}`;
}

/** A whole number in decimal digits, without sign or leading zeros. */
export function wholeNumber(message: string) {
  return v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d*)$/, message), v.transform(Number));
}

/** @param shortest lifetime that the provider takes. A shorter one is refused: nobody gets a longer token than asked for. */
export function expireTimeFrom(shortest: number) {
  const expected = `expireTime must be a whole number of seconds, ${shortest} or more`;
  return v.pipe(
    wholeNumber(expected),
    v.minValue(shortest, expected),
    v.title('Lifetime'),
    named(shortest === 1 ? 'ExpireTime' : `ExpireTimeFrom${shortest}`),
    v.examples([Math.max(shortest, 3_600)]),
    v.description(
      'The token’s lifetime in seconds. More than the stage’s maximum is reduced to that; expiresAt says the result.',
    ),
  );
}

export const ExpireTime = expireTimeFrom(1);

/** A parameter that says yes or no. */
export function trueOrFalse(parameter: string, description: string) {
  return v.pipe(v.picklist(['true', 'false'], `${parameter} must be true or false`), v.description(description));
}

/** For routes that give the same token to several requests: how a caller gets a new one. */
export const Renew = v.optional(
  v.pipe(
    trueOrFalse(
      'renew',
      'true: your token was refused, so make a new one instead of giving you the same one again, at most once a minute. Default: false.',
    ),
    named('Renew'),
  ),
);

/** What a caller sent, in quotes and cut to 40 characters, for an error message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
