import * as v from 'valibot';

/** What people leave in a field that is still to be filled in. */
const PLACEHOLDER = /^<.*>$|^\*+$|change.?me|replace.?me|placeholder|^your.|todo/i;

/** Visible ASCII: a space or a line end comes from pasting, and Dolby.io would answer it with a mere 401. */
const Key = v.pipe(
  v.string(),
  v.regex(/^[!-~]+$/),
  v.check((key) => !PLACEHOLDER.test(key)),
);

/** What the Interactivity secret holds; the stack creates it with empty strings. */
export const InteractivityKeys = v.object({
  /** The user name of Basic auth, which ends at the first colon. */
  consumerKey: v.pipe(Key, v.excludes(':')),
  consumerSecret: Key,
});
export type InteractivityKeys = v.InferOutput<typeof InteractivityKeys>;
