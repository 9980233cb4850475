import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** The content of the Zoom secret. */
export const ZoomKeys = v.object({ sdkKey: Key, sdkSecret: Key });
export type ZoomKeys = v.InferOutput<typeof ZoomKeys>;
