import type { Decode } from '../shared/decoding/decode.ts';
import { jwtOf } from '../shared/decoding/jwt.ts';

/** A token for the Video SDK: https://developers.zoom.us/docs/video-sdk/auth/ */
export const decode: Decode = jwtOf({
  format: 'Zoom Video SDK token (JSON Web Token)',
  fits: ({ app_key: key, tpc: session }) => typeof key === 'string' && typeof session === 'string',
  names: {
    app_key: 'SDK key',
    tpc: 'Session',
    user_identity: 'Identity',
    user_key: 'Identity, by its former name',
    session_key: 'Session key',
    version: 'Version',
  },
  rowsOf: { role_type: (role) => [['Role', role === 1 ? 'host' : 'participant']] },
});
