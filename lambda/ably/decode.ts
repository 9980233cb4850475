import type { Decode, Decoded } from '../shared/decoding/decode.ts';
import { jwtOf } from '../shared/decoding/jwt.ts';
import { readableTime } from '../shared/decoding/readable-time.ts';
import type { TokenRequest } from './contract.ts';

export const decode: Decode = (token) => (token.startsWith('{') ? tokenRequest(JSON.parse(token)) : ablyJwt(token));

/** https://ably.com/docs/auth/token/jwt */
const ablyJwt = jwtOf({
  format: 'Ably token (JSON Web Token)',
  fits: (claims) => 'x-ably-capability' in claims,
  names: { 'x-ably-capability': 'Capability', 'x-ably-clientId': 'Client id' },
});

function tokenRequest(request: TokenRequest): Decoded | undefined {
  const { keyName, clientId, capability, ttl, timestamp } = request;
  if (keyName === undefined || capability === undefined) return undefined;
  return {
    format: 'Ably TokenRequest',
    rows: [
      ['Key', keyName],
      ['Client id', clientId],
      ['Capability', capability],
      ['Lives', `${ttl / 1000} seconds from when Ably exchanges it`],
      ['Signed', `${readableTime(Math.floor(timestamp / 1000))}; Ably takes it once, within two minutes`],
      ['Signature', 'HMAC-SHA256; only who holds the key can check it'],
    ],
  };
}
