import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** The content of the Daily secret. The stack creates it with empty strings. */
export const DailyKeys = v.object({ apiKey: Key, domainId: v.pipe(v.string(), v.uuid()) });
export type DailyKeys = v.InferOutput<typeof DailyKeys>;

/** Daily’s keys have 64 hexadecimal digits, but its documentation doesn’t say so. HS256 needs this many characters. */
export const KEY_LENGTH = 32;
