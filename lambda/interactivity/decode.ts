import type { Decode } from '../shared/decoding/decode.ts';
import { jwt } from '../shared/decoding/jwt.ts';

/** Where Dolby.io gives a JSON Web Token; it may give anything. */
export const decode: Decode = jwt;
