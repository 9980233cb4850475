import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** The content of the LiveKit secret. */
export const LiveKitKeys = v.object({ apiKey: Key, apiSecret: Key });
export type LiveKitKeys = v.InferOutput<typeof LiveKitKeys>;

/** LiveKit asks for this many characters: whoever has a token can try out shorter secrets. */
export const SECRET_LENGTH = 32;
