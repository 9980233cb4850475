import * as v from 'valibot';
import { closestName } from './did-you-mean.ts';
import { quoted } from './query.ts';

/** Larger than any request of the contract; what is read and parsed before it is known to be one. */
export const MAX_BODY_BYTES = 16 * 1024;

/*
 * The words of body schemas say what a field must be, and read on after its name: `must be …`, `is required`.
 */

/**
 * A JSON object with these fields and no others: a misspelt `expires` that is ignored would make a longer-lived token
 * than was asked for. valibot takes an empty array for an object without fields, so an object within a body needs a
 * required field; whether the body itself is an array is checked where it is read.
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
 * A field that may be left out; null says the same, as the providers' own clients write it. What reads the body sees
 * undefined for both, so no null goes on to a provider, however deep it stood.
 */
export function optional<const S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
}

export function text(max: number) {
  const expected = `must be text of 1 to ${max} characters`;
  return v.pipe(v.string(expected), v.regex(/\S/, expected), v.maxLength(max, expected));
}

export function wholeNumberFrom(min: number, max: number) {
  const expected = `must be a whole number from ${min} to ${max}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected));
}

export const TrueOrFalse = v.boolean('must be true or false');

/** @param of what one entry is, for the message: `domains`. */
export function listOf<const S extends v.GenericSchema>(entry: S, of: string) {
  return v.array(entry, `must be a list of ${of}`);
}

/** What is wrong with a body, its field named by its path: `streams.0.streamName is required`. */
export function bodyProblem({ path, message }: v.BaseIssue<unknown>): string {
  const names = (path ?? []).map(({ key }) => (/^\w{1,40}$/.test(String(key)) ? String(key) : quoted(String(key))));
  return `${names.join('.') || 'the body'} ${message}`;
}
