import * as v from 'valibot';
import { closestName } from './did-you-mean.ts';
import { quoted } from './query.ts';

/** The largest body that is read and parsed. No request of the contract is as large. */
export const MAX_BODY_BYTES = 16 * 1024;

/*
 * The message of a body schema follows the field's name, as in `label must be …` or `label is required`.
 */

/**
 * A JSON object with these fields and no others: if a misspelt `expires` were ignored, the token would live longer than
 * the caller wanted. valibot accepts an empty array as an object without fields. So an object inside a body needs at
 * least one required field; that the body itself is no array is checked where it is read (json-body.ts).
 */
export function fields<const E extends v.ObjectEntries>(entries: E) {
  const known = Object.keys(entries);
  return v.strictObject(entries, ({ expected, path }) => {
    if (expected === 'Object') return 'must be an object';
    if (expected !== 'never') return 'is required';
    const right = closestName(String(path?.[0]?.key ?? ''), known);
    return `is not a field here; ${right === undefined ? `there are ${known.join(', ')}` : `did you mean ${right}?`}`;
  });
}

/**
 * A field that may be left out. The providers' own clients send null for this, so null means the same. It becomes
 * undefined at any depth, so no null is passed on to a provider.
 */
export function optional<const S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
}

export function text(max: number) {
  const expected = `must be text of 1 to ${max} characters`;
  return v.pipe(v.string(expected), v.regex(/\S/, expected), v.minLength(1, expected), v.maxLength(max, expected));
}

export function wholeNumberFrom(min: number, max: number) {
  const expected = `must be a whole number from ${min} to ${max}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected));
}

export const TrueOrFalse = v.boolean('must be true or false');

/** @param of what the entries are, for the message: `domains`. */
export function listOf<const S extends v.GenericSchema>(entry: S, of: string) {
  return v.array(entry, `must be a list of ${of}`);
}

/** Says what is wrong with a body, with the path of the field: `streams.0.streamName is required`. */
export function bodyProblem({ path, message }: v.BaseIssue<unknown>): string {
  const names = (path ?? []).map(({ key }) => (/^\w{1,40}$/.test(String(key)) ? String(key) : quoted(String(key))));
  return `${names.join('.') || 'the body'} ${message}`;
}
