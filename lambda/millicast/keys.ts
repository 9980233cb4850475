import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** The content of the Millicast secret. The stack creates it with an empty string. */
export const MillicastKeys = v.object({ apiSecret: Key });
export type MillicastKeys = v.InferOutput<typeof MillicastKeys>;
