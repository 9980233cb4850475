import type { Decode } from '../shared/decoding/decode.ts';
import { jwt } from '../shared/decoding/jwt.ts';

/** Of a TokenRequest, only the signature is a secret. The rest of it is in the answer as it is. */
const MAC = /^[A-Za-z0-9+/]{43}=$/;

export const decode: Decode = (token) =>
  jwt(token) ??
  (MAC.test(token)
    ? {
        format: 'The signature of a TokenRequest',
        rows: [
          ['Signature', 'HMAC-SHA256; only who holds the key can check it'],
          ['Good for', 'one token, within two minutes, with the other fields of the answer'],
        ],
      }
    : undefined);
