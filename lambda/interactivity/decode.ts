import type { Decode } from '../shared/decoding/decode.ts';
import { jwt } from '../shared/decoding/jwt.ts';

/** Dolby.io gives JSON Web Tokens, but doesn't promise it. */
export const decode: Decode = jwt;
