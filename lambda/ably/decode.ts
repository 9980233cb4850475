import type { Decode, Decoded } from '../shared/decoding/decode.ts';
import { jwt } from '../shared/decoding/jwt.ts';
import { readableTime } from '../shared/decoding/readable-time.ts';
import type { TokenRequest } from './contract.ts';

export const decode: Decode = (token) => (token.startsWith('{') ? tokenRequest(JSON.parse(token)) : jwt(token));

function tokenRequest({ keyName, clientId, capability, ttl, timestamp }: TokenRequest): Decoded {
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
