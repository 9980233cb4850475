import * as v from 'valibot';

/*
 * The same schema checks a function's options twice: in the stage's configuration, where a person reads the message,
 * and in the function's environment. Messages say what is expected; “expected ” is put before them.
 */

/** An object with these fields and no others: otherwise a misspelt option would silently keep its default. */
export function section<const E extends v.ObjectEntries>(entries: E) {
  const names = Object.keys(entries).join(', ');
  return v.strictObject(entries, ({ expected }) => {
    if (expected === 'Object') return `an object with ${names}`;
    return expected === 'never' ? `one of ${names}` : 'a value';
  });
}

/** @param unit of the number, such as `seconds`. */
export function wholeNumberOf(unit: string, min: number, max: number) {
  const expected = `a whole number of ${unit} from ${min} to ${max}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected));
}

/** An option that is on or off. */
export function yesOrNo(byDefault: boolean, description: string) {
  return v.optional(v.pipe(v.boolean('true or false'), v.description(description)), byDefault);
}

/** A parser leaves out blanks around a URL, and backslashes it reads as slashes; others that get this URL may not. */
function isPlainHttps(text: string, { username, password }: URL): boolean {
  return /^https:\/\/[^/@][!-[\]-~]*$/.test(text) && username === '' && password === '';
}

export const HttpsUrl = v.pipe(
  v.string('a URL that starts with https://'),
  v.check(
    (text) => URL.canParse(text) && isPlainHttps(text, new URL(text)),
    'a URL that starts with https:// and holds no credentials',
  ),
  v.maxLength(500, 'a URL of 500 characters at most'),
);
