import type { Decode } from '../shared/decoding/decode.ts';
import { jwtOf, plainText, rowsIn } from '../shared/decoding/jwt.ts';

/** A participant token: https://docs.aws.amazon.com/ivs/latest/RealTimeUserGuide/getting-started-distribute-tokens.html */
export const decode: Decode = jwtOf({
  format: 'Amazon IVS participant token (JSON Web Token)',
  fits: ({ resource, topic }) => plainText(resource).startsWith('arn:aws:ivs:') && typeof topic === 'string',
  names: {
    jti: 'Participant id',
    user_id: 'User',
    resource: 'Stage',
    topic: 'Topic',
    attributes: 'Attributes',
    events_url: 'Events URL',
    whip_url: 'WHIP URL',
    version: 'Version',
  },
  rowsOf: {
    capabilities: (capabilities) =>
      rowsIn(capabilities, { allow_publish: 'May publish', allow_subscribe: 'May watch' }),
  },
});
