import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** The content of the Interactivity secret. The stack creates it with empty strings. */
export const InteractivityKeys = v.object({
  /** The user name of Basic authentication, so it can't contain a colon. */
  consumerKey: v.pipe(Key, v.excludes(':')),
  consumerSecret: Key,
});
export type InteractivityKeys = v.InferOutput<typeof InteractivityKeys>;
