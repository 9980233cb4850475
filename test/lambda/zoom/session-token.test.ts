import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import type { SessionTokenQuery } from '../../../lambda/zoom/contract.ts';
import { sessionToken } from '../../../lambda/zoom/session-token.ts';
import { keys, NOW, options } from './fixtures.ts';

const asked: SessionTokenQuery = { session: 'Cool Cars', identity: 'user123', role: 'participant' };

const vend = (query: Partial<SessionTokenQuery> = {}, stage = options) =>
  sessionToken(keys, { ...asked, ...query }, stage, NOW);

function claimsOf(token: string): Record<string, unknown> {
  const clockTimestamp = NOW / 1000;
  return jwt.verify(token, keys.sdkSecret, { algorithms: ['HS256'], clockTimestamp }) as Record<string, unknown>;
}

/**
 * The example of https://github.com/zoom/videosdk-auth-endpoint-sample. Its secret isn't told, so the signature can't be
 * compared. It is older than the claims `version` and `user_key`.
 */
const published =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHBfa2V5IjoiVklERU9fU0RLX0tFWSIsImlhdCI6MTY0NjI0ODc5NiwiZXhwIjoxNjQ2MjU1OTk2LCJ0cGMiOiJDb29sIENhcnMiLCJ1c2VyX2lkZW50aXR5IjoidXNlcjEyMyIsInNlc3Npb25fa2V5Ijoic2Vzc2lvbjEyMyIsInJvbGVfdHlwZSI6MH0.Y6C65mZUxTZFeGiOI6oW5q2UkIXe3nLTK0MVNkfiJ9c';

describe('a session token', () => {
  it('is what Zoom’s sample makes, and the claims that it has had since', async () => {
    const { token, expiresAt } = await vend({ sessionKey: 'session123' });
    const of = (each: string) => jwt.decode(each, { complete: true });
    expect(of(token)?.header).toEqual(of(published)?.header);
    const added = { version: 1, user_key: 'user123' };
    expect(claimsOf(token)).toEqual({ ...(of(published)?.payload as object), ...added });
    expect(expiresAt).toBe('2022-03-02T21:19:56.000Z');
  });

  it('is the same to the byte as another library makes of the same claims', async () => {
    const { token } = await vend();
    const claims = {
      app_key: 'VIDEO_SDK_KEY',
      role_type: 0,
      tpc: 'Cool Cars',
      version: 1,
      iat: 1_646_248_796,
      exp: 1_646_255_996,
      user_identity: 'user123',
      user_key: 'user123',
    };
    expect(token).toBe(jwt.sign(claims, keys.sdkSecret, { algorithm: 'HS256' }));
  });

  it('says a host’s role in a number, and no session key where none is asked for', async () => {
    const claims = claimsOf((await vend({ role: 'host' })).token);
    expect(claims.role_type).toBe(1);
    expect(claims).not.toHaveProperty('session_key');
  });

  it('is no host’s where the stage has none', async () => {
    await expect(vend({ role: 'host' }, { ...options, hosts: false })).rejects.toMatchObject({
      code: 'not_allowed',
      message: 'role can’t be host here: the stage’s configuration doesn’t say hosts: true',
    });
  });

  it.each([
    ['by default', undefined, 7_200],
    ['after Zoom’s shortest lifetime', 1_800, 1_800],
    ['after Zoom’s longest lifetime', 172_801, 172_800],
  ])('ends %s', async (_when, expireTime, seconds) => {
    const { token, expiresAt } = await vend({ expireTime });
    expect(claimsOf(token).exp).toBe(NOW / 1000 + seconds);
    expect(Date.parse(expiresAt)).toBe(NOW + seconds * 1000);
  });

  it('is none where it may not live for as long as Zoom wants', async () => {
    const short = { ...options, lifetime: { default: 1_799, maximum: 1_799 } };
    await expect(vend({}, short)).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
