import type { Decode } from '../shared/decoding/decode.ts';
import { jwt } from '../shared/decoding/jwt.ts';

/** A viewer token is a JSON Web Token. */
export const decode: Decode = jwt;
