import * as v from 'valibot';

/** What people leave in a field that is still to be filled in. */
const PLACEHOLDER = /^<.*>$|^\*+$|change.?me|replace.?me|placeholder|^your.|todo/i;

/** Visible ASCII: a space or a line end comes from pasting, and the provider would answer it with a mere 401. */
export const Key = v.pipe(
  v.string(),
  v.regex(/^[!-~]+$/),
  v.check((key) => !PLACEHOLDER.test(key)),
);

/** What such a key looks like, for a person who has typed another thing. */
export const OPAQUE_KEY = 'the key as it is shown there, with no space in it';
