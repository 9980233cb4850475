import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { es384 } from '../../../../lambda/shared/signing/es384.ts';
import { hs256 } from '../../../../lambda/shared/signing/hs256.ts';
import { anyCharacter } from '../../../support/any-character.ts';
import '../../../support/properties.ts';

const text = fc.string({ unit: anyCharacter });
const claims = fc
  .tuple(fc.dictionary(text, fc.oneof(fc.jsonValue(), fc.constant(undefined))), fc.nat())
  .map(([others, exp]) => ({ ...others, exp }));
const header = fc.record({ kid: text, cty: text }, { requiredKeys: [] });

it('HS256: a token is to the letter what jose makes of the same claims', async () => {
  const key = fc.string({ unit: anyCharacter, minLength: 1, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(claims, key, header, async (asked, secret, members) => {
      const yardstick = new SignJWT(asked as JWTPayload).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...members });
      expect(await hs256(asked, secret, members)).toBe(await yardstick.sign(new TextEncoder().encode(secret)));
    }),
  );
});

it('ES384: jose verifies a token, and reads what was asked for', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const key = privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign']);
  await fc.assert(
    fc.asyncProperty(claims, header, async (asked, members) => {
      const token = await es384(asked, key, members);
      const { payload, protectedHeader } = await jwtVerify(token, publicKey, { currentDate: new Date(0) });
      expect(payload).toEqual(JSON.parse(JSON.stringify(asked)));
      expect(protectedHeader).toEqual({ alg: 'ES384', typ: 'JWT', ...members });
    }),
    { numRuns: 30 },
  );
});
