import type { Decode } from '../shared/decoding/decode.ts';
import { jwt } from '../shared/decoding/jwt.ts';

export const decode: Decode = jwt;
