import type { Decode } from '../shared/decoding/decode.ts';
import { jwtOf } from '../shared/decoding/jwt.ts';

/** A meeting token: https://docs.daily.co/docs/guides/privacy-and-security/self-signing-tokens */
export const decode: Decode = jwtOf({
  format: 'Daily meeting token (JSON Web Token)',
  fits: ({ r: room, d: domain }) => typeof room === 'string' && typeof domain === 'string',
  names: {
    r: 'Room',
    d: 'Domain id',
    ud: 'User id',
    u: 'User name',
    o: 'Owner',
    p: 'Permissions',
    ejt: 'Ejected at its end',
  },
});
