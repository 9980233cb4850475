import { expect, it } from 'vitest';
import { jwt } from '../../../../lambda/shared/decoding/jwt.ts';

const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');

it('says that a token is signed by nobody', () => {
  const decoded = jwt(`${part({ alg: 'none' })}.${part({ exp: 1 })}.`);
  expect(Object.fromEntries(decoded?.rows ?? []).Signature).toBe('none: anybody could have made it');
});

it.each(['', 'opaque', 'a.b', 'a.b.c.d', 'a b.c.d'])('takes %o for no JSON Web Token', (token) => {
  expect(jwt(token)).toBeUndefined();
});
