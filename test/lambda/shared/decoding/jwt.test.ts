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

it.each([
  [1, /^ended .+ \(1\)$/],
  // In the year 5138.
  [1e11, /^\d.+ \(100000000000\)$/],
  [1e300, /^1e\+300$/],
  [-1e300, /^ended -1e\+300$/],
])('says of the end %d whether it was', (exp, shown) => {
  const decoded = jwt(`${part({ alg: 'none' })}.${part({ exp, iat: 1 })}.`);
  const rows = Object.fromEntries(decoded?.rows ?? []);
  expect(rows.Ends).toMatch(shown);
  expect(rows.Issued).toMatch(/^\d/);
});
