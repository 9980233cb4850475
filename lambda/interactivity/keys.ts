import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** What the Interactivity secret holds; the stack creates it with empty strings. */
export const InteractivityKeys = v.object({
  /** The user name of Basic auth, which ends at the first colon. */
  consumerKey: v.pipe(Key, v.excludes(':')),
  consumerSecret: Key,
});
export type InteractivityKeys = v.InferOutput<typeof InteractivityKeys>;
