import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSelfSigned } from '../../../../lambda/millicast/sandbox/self-signed.ts';
import { NOW } from './running.ts';
import { type Signing, sign, subscribeToken } from './tokens.ts';

const parent = subscribeToken({ id: 5, token: 'parent-string' });
const payload = {
  streaming: { tokenId: 5, tokenType: 'Subscribe', streamName: 'cam' },
  exp: NOW / 1000 + 60,
};
const read = (sent: unknown, signing?: Signing) => readSelfSigned(sign(sent, 'parent-string', signing), [parent], NOW);

describe('the published example', () => {
  const file = new URL('../vectors/self-signed.json', import.meta.url);
  const vector = JSON.parse(readFileSync(file, 'utf8'));
  const itsParent = subscribeToken({ id: 12345, token: vector.key_utf8 });

  it('is read as what it says', () => {
    const { iat: _, ...claims } = vector.payload;
    expect(readSelfSigned(vector.jwt, [parent, itsParent], vector.payload.iat * 1000)).toMatchObject({
      parent: itsParent,
      claims,
    });
  });

  it('ends at its exp', () => {
    const end = vector.payload.exp * 1000;
    expect(readSelfSigned(vector.jwt, [itsParent], end - 1)).toHaveProperty('claims');
    expect(readSelfSigned(vector.jwt, [itsParent], end)).toEqual({ refusal: 'self_signed_expired' });
  });

  it('is worth nothing with any character changed', () => {
    fc.assert(
      fc.property(fc.nat(vector.jwt.length - 1), fc.constantFrom(...'Aa1-_.='), (at, character) => {
        fc.pre(vector.jwt[at] !== character);
        const changed = `${vector.jwt.slice(0, at)}${character}${vector.jwt.slice(at + 1)}`;
        expect(readSelfSigned(changed, [itsParent], vector.payload.iat * 1000)).toHaveProperty('refusal');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a self-signed token', () => {
  it('is written in one way only', () => {
    const jwt = sign(payload, 'parent-string');
    // The last of 43 characters carries two bits that decode to nothing.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(jwt.slice(-1)) + 1];
    const [header, body, signature] = jwt.split('.');
    for (const same of [`${jwt.slice(0, -1)}${twin}`, `${jwt}=`, `${jwt}\n`, `${header}.${body}. ${signature}`]) {
      expect(readSelfSigned(same, [parent], NOW)).toEqual({ refusal: 'self_signed_malformed' });
    }
  });

  it.each([
    ['HS256', 'sha256'],
    ['HS384', 'sha384'],
    ['HS512', 'sha512'],
  ])('may be signed with %s', (alg, hash) => {
    expect(read(payload, { header: { alg }, hash })).toMatchObject({ parent });
    expect(read(payload, { header: { alg }, hash: 'sha1' })).toEqual({ refusal: 'self_signed_bad_signature' });
  });

  it.each([
    { alg: 'none' },
    { alg: 'RS256' },
    { alg: 'hs256' },
    { alg: 'toString' },
    { typ: 'JWT' },
    { alg: 'HS256', crit: ['exp'] },
    'HS256',
    null,
  ])('may not have the header %j', (header) => {
    expect(read(payload, { header })).toEqual({ refusal: 'self_signed_malformed' });
  });

  it('without a signature is refused', () => {
    const [header, body] = sign(payload, 'parent-string').split('.');
    for (const jwt of [`${header}.${body}.`, `${header}.${body}`, '..', '.', '']) {
      expect(readSelfSigned(jwt, [parent], NOW)).toHaveProperty('refusal');
    }
  });

  it('with a fourth part is refused', () => {
    const jwt = `${sign(payload, 'parent-string')}.AA`;
    expect(readSelfSigned(jwt, [parent], NOW)).toEqual({ refusal: 'self_signed_malformed' });
  });

  const { streaming } = payload;
  it.each([
    ['no streaming', { exp: payload.exp }],
    ['no exp', { streaming }],
    ['an exp that is text', { ...payload, exp: String(payload.exp) }],
    ['a token id that is text', { ...payload, streaming: { ...streaming, tokenId: '5' } }],
    ['another type of token', { ...payload, streaming: { ...streaming, tokenType: 'Publish' } }],
    ['no type of token', { ...payload, streaming: { ...streaming, tokenType: undefined } }],
    ['no stream name', { ...payload, streaming: { ...streaming, streamName: undefined } }],
    ['an empty stream name', { ...payload, streaming: { ...streaming, streamName: '' } }],
    ['origins that are no list', { ...payload, streaming: { ...streaming, allowedOrigins: 'example.com' } }],
    ['addresses that are no list', { ...payload, streaming: { ...streaming, allowedIpAddresses: '10.0.0.1' } }],
    ['too much viewer data', { ...payload, streaming: { ...streaming, customViewerData: 'x'.repeat(1025) } }],
    ['an nbf that is text', { ...payload, nbf: 'now' }],
    ['no payload', null],
  ])('with %s is refused', (_, sent) => {
    expect(read(sent)).toEqual({ refusal: 'self_signed_malformed' });
  });

  it('may say more than the service reads, and null for nothing', () => {
    const nothing = { allowedOrigins: null, allowedIpAddresses: null, tracking: null, customViewerData: null };
    const sent = { ...payload, iat: NOW / 1000, iss: 'someone', streaming: { ...streaming, ...nothing, more: 1 } };
    expect(read(sent)).toMatchObject({ parent, claims: { streaming: { allowedOrigins: [], allowedIpAddresses: [] } } });
  });

  it('is refused where its parent is not', () => {
    const orphan = sign({ ...payload, streaming: { ...streaming, tokenId: 6 } }, 'parent-string');
    expect(readSelfSigned(orphan, [parent], NOW)).toEqual({ refusal: 'self_signed_parent_unknown' });
  });

  it('is refused when signed with another token’s string', () => {
    const other = subscribeToken({ id: 6, token: 'other-string' });
    expect(readSelfSigned(sign(payload, 'other-string'), [parent, other], NOW)).toEqual({
      refusal: 'self_signed_bad_signature',
    });
  });

  it('is valid from its nbf on', () => {
    expect(read({ ...payload, nbf: NOW / 1000 })).toHaveProperty('claims');
    expect(read({ ...payload, nbf: NOW / 1000 + 1 })).toEqual({ refusal: 'self_signed_not_yet_valid' });
  });

  it('has its parent’s tracking id where the parent has one', () => {
    const tracked = subscribeToken({ ...parent, trackingId: 'partner' });
    const ask = (tracking: unknown) =>
      readSelfSigned(sign({ ...payload, streaming: { ...streaming, tracking } }, 'parent-string'), [tracked], NOW);
    expect(ask({ trackingId: 'partner' })).toHaveProperty('claims');
    for (const tracking of [{ trackingId: 'other' }, { trackingId: null }, {}, null, undefined]) {
      expect(ask(tracking)).toEqual({ refusal: 'self_signed_tracking_id_differs' });
    }
    expect(read({ ...payload, streaming: { ...streaming, tracking: { trackingId: 'any' } } })).toHaveProperty('claims');
  });
});
