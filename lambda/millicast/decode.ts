import type { Decode } from '../shared/decoding/decode.ts';
import { isObject, jwtOf, rowsIn } from '../shared/decoding/jwt.ts';

/** A viewer token is a JSON Web Token. Tokens that Millicast itself makes can’t be read. */
export const decode: Decode = jwtOf({
  format: 'Millicast viewer token (JSON Web Token)',
  fits: ({ streaming }) => isObject(streaming),
  rowsOf: {
    streaming: (streaming) =>
      rowsIn(streaming, {
        tokenId: 'Signed with the token of id',
        tokenType: 'Kind',
        streamName: 'Stream',
        allowedOrigins: 'Pages of',
        allowedIpAddresses: 'From addresses',
        tracking: 'Tracking',
      }),
  },
});
