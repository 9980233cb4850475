import * as v from 'valibot';

/** Placeholders that people leave in a field that they haven't filled in yet. */
const PLACEHOLDER = /^<.*>$|^\*+$|change.?me|replace.?me|placeholder|^your.|^todo\b/i;

/** Visible ASCII only. A space or a line end got in by pasting, and the provider would only answer it with a 401. */
export const Key = v.pipe(
  v.string(),
  v.regex(/^[!-~]+$/),
  v.check((key) => !PLACEHOLDER.test(key)),
);

/** What such a key looks like, for a person who entered something else. */
export const OPAQUE_KEY = 'the key as it is shown there, with no space in it';
