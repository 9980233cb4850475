import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** The content of the Daily secret. The stack creates it with empty strings. */
export const DailyKeys = v.object({ apiKey: Key, domainId: v.pipe(v.string(), v.uuid()) });
export type DailyKeys = v.InferOutput<typeof DailyKeys>;
