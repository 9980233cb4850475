import type { Decode } from '../shared/decoding/decode.ts';
import { isObject, jwtOf, rowsIn } from '../shared/decoding/jwt.ts';

/** An access token: https://www.twilio.com/docs/iam/access-tokens */
export const decode: Decode = jwtOf({
  format: 'Twilio access token (JSON Web Token)',
  fits: ({ grants }, { cty }) => String(cty).startsWith('twilio-fpa') && isObject(grants),
  names: { iss: 'API key', sub: 'Account', jti: 'Token id' },
  rowsOf: {
    grants: (grants) =>
      rowsIn(grants, {
        identity: 'Identity',
        video: 'Grant: Video',
        voice: 'Grant: Voice',
        data_sync: 'Grant: Sync',
        chat: 'Grant: Conversations',
      }),
  },
});
