import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** The content of the Zoom secret. */
export const ZoomKeys = v.object({ sdkKey: Key, sdkSecret: Key });
export type ZoomKeys = v.InferOutput<typeof ZoomKeys>;

/** HS256 wants this many bytes (RFC 7518, 3.2): whoever has a token can try out shorter secrets. Zoom's have more. */
export const SECRET_LENGTH = 32;
