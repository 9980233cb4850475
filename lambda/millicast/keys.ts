import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** What the Millicast secret holds; the stack creates it empty. */
export const MillicastKeys = v.object({ apiSecret: Key });
export type MillicastKeys = v.InferOutput<typeof MillicastKeys>;
