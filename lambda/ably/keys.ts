import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** What a key looks like, for a person who entered something else. */
export const API_KEY = 'a whole API key: APP_ID.KEY_ID:SECRET';

/** Ably made secrets of this many characters once; those of today have 43. */
export const SECRET_LENGTH = 16;

/** The content of the Ably secret. The stack creates it with an empty string. */
export const AblyKeys = v.object({ apiKey: v.pipe(Key, v.regex(/^[\w-]+\.[\w-]+:[^:]+$/)) });
export type AblyKeys = v.InferOutput<typeof AblyKeys>;

/** The two parts of a key: its name, which anybody may know, and what it signs with. */
export function partsOf({ apiKey }: AblyKeys): { readonly keyName: string; readonly secret: string } {
  const [keyName = '', secret = ''] = apiKey.split(':');
  return { keyName, secret };
}
