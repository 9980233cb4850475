import type { Decode } from '../shared/decoding/decode.ts';
import { jwtOf, plainText } from '../shared/decoding/jwt.ts';

/** Dolby.io gives JSON Web Tokens, but doesn't promise it. */
export const decode: Decode = jwtOf({
  format: 'Dolby.io access token (JSON Web Token)',
  fits: ({ iss }) => plainText(iss).toLowerCase().includes('dolby'),
  names: { iss: 'Issuer', sub: 'App', authorities: 'Authorities', aud: 'Audience' },
});
