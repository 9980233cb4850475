import jsonwebtoken from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { meetingToken } from '../../../lambda/daily/meeting-token.ts';
import { asked, keys, NOW, NOW_SECONDS, options } from './fixtures.ts';

/** https://docs.daily.co/docs/guides/privacy-and-security/self-signing-tokens: every claim that Daily knows. */
const published = 'nbf exp d r ud u o k ctoe rome ij sr sro ast er ss vo ao mjh ejt eje uil erui p iat'.split(' ');

async function claimsOf(query: Readonly<Record<string, string>> = {}, stage = options) {
  const { token, expiresAt } = await meetingToken(keys, asked(query), stage, NOW);
  const { header, payload } = jsonwebtoken.verify(token, keys.apiKey, {
    algorithms: ['HS256'],
    complete: true,
    clockTimestamp: NOW_SECONDS,
  });
  expect(header).toEqual({ alg: 'HS256', typ: 'JWT' });
  const claims = payload as jsonwebtoken.JwtPayload;
  expect(published).toEqual(expect.arrayContaining(Object.keys(claims)));
  expect(Date.parse(expiresAt)).toBe((claims.exp ?? 0) * 1000);
  return claims;
}

describe('a Daily meeting token', () => {
  const always = { r: 'lobby', d: keys.domainId, ud: 'ada', o: false, iat: NOW_SECONDS, exp: NOW_SECONDS + 3_600 };

  it('always says its room, its end, and that its user is no admin', async () => {
    expect(await claimsOf()).toEqual({ ...always, p: { ca: false } });
  });

  it.each([
    [{ send: 'room' }, { ca: false }],
    [{ send: 'none' }, { cs: false, ca: false }],
    [{ send: 'audio' }, { cs: 'a', ca: false }],
    [{ send: 'screenAudio,video,video' }, { cs: 'v,sa', ca: false }],
    [{ send: 'screenVideo,screenAudio,audio,video' }, { cs: 'v,a,sv,sa', ca: false }],
    [{ hidden: 'true' }, { hp: false, ca: false }],
    [{ hidden: 'false' }, { ca: false }],
  ])('has the permissions for %j', async (query, p) => {
    expect(await claimsOf(query, { ...options, hidden: true })).toEqual({ ...always, p });
  });

  it('has a name, and ends when it is asked to', async () => {
    expect(await claimsOf({ userName: 'Ädä {"o":true}', expireTime: '60' })).toEqual({
      ...always,
      u: 'Ädä {"o":true}',
      exp: NOW_SECONDS + 60,
      p: { ca: false },
    });
  });

  it('is an owner’s where the stage says so', async () => {
    expect(await claimsOf({ owner: 'true' }, { ...options, owner: true })).toEqual({ ...always, o: true, p: {} });
    expect(await claimsOf({ owner: 'false' }, { ...options, owner: true })).toEqual({ ...always, p: { ca: false } });
  });

  it('ends the meeting for its user where the stage says so', async () => {
    expect(await claimsOf({}, { ...options, ejectAtEnd: true })).toEqual({ ...always, ejt: true, p: { ca: false } });
  });
});
