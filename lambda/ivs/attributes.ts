import * as v from 'valibot';
import { LOST_NAMES } from '../../api/lost-names.ts';
import { displayText, identifier } from '../../api/names.ts';

const MAX_BYTES = 1_024;

const EXPECTED = 'attributes must be a JSON object of texts, such as {"name":"Ada"}';

const Parsed = v.pipe(
  v.string(),
  v.parseJson(undefined, EXPECTED),
  // For valibot a list is a record, too.
  v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), EXPECTED),
  v.check(
    (value) => !LOST_NAMES.some((name) => Object.hasOwn(value, name)),
    `no name in attributes may be ${LOST_NAMES.join(', ')}`,
  ),
  v.record(
    identifier(64, 'each name in attributes'),
    v.pipe(v.string(EXPECTED), displayText(MAX_BYTES, 'each value in attributes')),
    EXPECTED,
  ),
);

/** What all participants see of a participant: the JSON of an object, since a query has only texts. */
export const Attributes = v.pipe(
  v.string(),
  v.check(
    (text) => new TextEncoder().encode(text).length <= MAX_BYTES,
    `attributes must be at most ${MAX_BYTES} bytes`,
  ),
  v.check(
    (text) => v.is(Parsed, text),
    ({ input }) => v.safeParse(Parsed, input, { abortPipeEarly: true }).issues?.[0].message ?? EXPECTED,
  ),
  v.examples(['{"name":"Ada"}']),
  v.description('What all participants see of this one, as JSON: `{"name":"Ada"}`. At most 1 KB.'),
);

/** @param text has passed the schema. */
export function attributesIn(text: string): Record<string, string> {
  return v.parse(Parsed, text);
}
