import { describe, expect, it } from 'vitest';
import { accessTokenRoute, rtmTokenRoute, uiKitRtcRoute, uiKitRtmRoute } from '../../../lambda/agora/contract.ts';
import { createHandler } from '../../../lambda/agora/create-handler.ts';
import { AgoraKeys } from '../../../lambda/agora/keys.ts';
import { providerKeys } from '../../../lambda/shared/providers/provider-keys.ts';
import { apiEvent, bodyOf, REQUEST_ID } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { keys, NOW, NOW_SECONDS, options } from './fixtures.ts';
import { decode006, decode007, RTC, RTM } from './token-decoder.ts';

const now = () => NOW;

/** The function over a secret with this value; an Error is what reading it fails with. */
function agora(secret: unknown = keys, stage = options, rights = rightsOfClient()) {
  const read = async () => {
    if (secret instanceof Error) throw secret;
    return { value: typeof secret === 'string' ? secret : JSON.stringify(secret), createdAt: 0 };
  };
  return createHandler(providerKeys('Agora', AgoraKeys, read, now), stage, now, rights);
}

describe('GET /access_token', () => {
  it('answers a token that Agora’s format decodes to what was asked', async () => {
    captureLog();
    const query = { channelName: 'test', uid: '1234', role: 'publisher', expireTime: '600' };
    const answer = await agora()(apiEvent(accessTokenRoute, query));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toEqual({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      Vary: 'Origin',
    });
    const { token, ...rest } = bodyOf(answer);
    expect(rest).toEqual({ expiresAt: '2026-01-01T12:10:00.000Z' });
    const decoded = decode006(String(token));
    expect(decoded.signedFor(keys.appCertificate, 'test', '1234')).toBe(true);
    expect(Object.keys(decoded.privileges)).toEqual(['1', '2', '3', '4']);
    expect(Object.values(decoded.privileges)).toEqual(Array(4).fill(NOW_SECONDS + 600));
  });

  it('answers in 007 where the query may choose', async () => {
    captureLog();
    const answer = await agora()(apiEvent(accessTokenRoute, { channelName: 'test', account: 'ada', version: '007' }));
    expect(decode007(String(bodyOf(answer).token)).services).toMatchObject([{ type: RTC, names: ['test', 'ada'] }]);
  });

  it('says which version the stage vends where it may not', async () => {
    captureLog();
    const event = apiEvent(accessTokenRoute, { channelName: 'test', version: '007' });
    const answer = await agora(keys, { ...options, versionByQuery: false })(event);
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toEqual({
      error: 'version can’t be chosen here: only 006 tokens are vended',
      code: 'invalid_request',
      requestId: REQUEST_ID,
    });
  });

  const channelName = 'test';
  it.each<[string, Record<string, string | string[]>, string]>([
    ['no channel', {}, 'channel is required'],
    ['no channel but a user', { uid: '1' }, 'channel is required'],
    ['an empty channel', { channelName: '' }, 'channelName must not be blank'],
    ['a blank channel', { channelName: '  ' }, 'channelName must not be blank'],
    ['a channel of 64 bytes', { channelName: 'c'.repeat(64) }, 'channelName must be at most 63 bytes long'],
    ['a channel outside the charset', { channelName: 'tést' }, 'channelName may hold'],
    ['a channel with a slash', { channelName: 'a/b' }, 'channelName may hold'],
    ['a channel with a line end', { channelName: 'test\n' }, 'channelName may hold'],
    ['the wildcard channel', { channelName: '*' }, 'wildcards are not vended'],
    ['a channel pattern', { channelName: 'room-*' }, 'wildcards are not vended'],
    ['uid -1', { channelName, uid: '-1' }, 'uid must be a whole number from 0 to 4294967295'],
    ['uid 2^32', { channelName, uid: '4294967296' }, 'uid must be a whole number'],
    ['uid 1.5', { channelName, uid: '1.5' }, 'uid must be a whole number'],
    ['uid abc', { channelName, uid: 'abc' }, 'a string user goes in account'],
    ['uid 12x', { channelName, uid: '12x' }, 'a string user goes in account'],
    ['uid 0x10', { channelName, uid: '0x10' }, 'uid must be a whole number'],
    ['uid 007', { channelName, uid: '007' }, 'uid must be a whole number'],
    ['uid ٣', { channelName, uid: '٣' }, 'uid must be a whole number'],
    ['an empty uid', { channelName, uid: '' }, 'uid must be a whole number'],
    ['the wildcard uid', { channelName, uid: '*' }, 'uid must be a whole number'],
    ['the wildcard account', { channelName, account: '*' }, 'wildcards are not vended'],
    ['a blank account', { channelName, account: ' ' }, 'account must not be blank'],
    ['an account of 256 bytes', { channelName, account: 'a'.repeat(256) }, 'account must be at most 255 bytes'],
    ['uid and account', { channelName, uid: '0', account: 'ada' }, 'give uid or account, not both'],
    ['role admin', { channelName, role: 'admin' }, 'role must be publisher or subscriber'],
    ['role Publisher', { channelName, role: 'Publisher' }, 'role must be publisher or subscriber'],
    ['expireTime 0', { channelName, expireTime: '0' }, 'expireTime must be a whole number of seconds, 1 or more'],
    ['expireTime -5', { channelName, expireTime: '-5' }, 'expireTime must be a whole number'],
    ['expireTime abc', { channelName, expireTime: 'abc' }, 'expireTime must be a whole number'],
    ['expireTime 1e99', { channelName, expireTime: '1e99' }, 'expireTime must be a whole number'],
    ['version 008', { channelName, version: '008' }, 'version must be 006 or 007'],
    [
      'a misspelt parameter',
      { channelName, expiretime: '60' },
      'unknown parameter "expiretime": did you mean expireTime?',
    ],
    ['__proto__', { channelName, ['__proto__']: 'x' }, 'unknown parameter "__proto__"'],
    ['a repeated channel', { channelName: ['a', 'b'] }, 'parameter "channelName" is given more than once'],
    ['a repeated uid, both alike', { channelName, uid: ['1', '1'] }, 'parameter "uid" is given more than once'],
    ['a repeated unknown', { channelName, ['x'.repeat(5000)]: ['', ''] }, 'x…" is given more than once'],
  ])('refuses %s', async (_what, query, message) => {
    captureLog();
    const answer = await agora()(apiEvent(accessTokenRoute, query));
    expect(answer.statusCode).toBe(400);
    expect(answer.headers).toMatchObject({ 'Cache-Control': 'no-store' });
    const { error, ...rest } = bodyOf(answer);
    expect(rest).toEqual({ code: 'invalid_request', requestId: REQUEST_ID });
    expect(error).toContain(message);
    expect(String(error).length).toBeLessThan(200);
  });

  it('says exactly “channel is required”, as clients of the well-known servers expect', async () => {
    captureLog();
    const answer = await agora()(apiEvent(accessTokenRoute));
    expect(bodyOf(answer).error).toBe('channel is required');
  });

  it('logs who got what for whom, but no token and no key', async () => {
    const log = captureLog();
    const event = apiEvent(accessTokenRoute, { channelName: 'secret-room', account: 'ada' });
    const { token } = bodyOf(await agora()(event));
    expect(log.lines()).toMatchObject([
      {
        message: 'vended',
        requestId: REQUEST_ID,
        caller: 'client',
        kind: 'rtc',
        subject: { channelName: 'secret-room', account: 'ada', role: 'subscriber' },
        lifetimeSeconds: 3_600,
      },
    ]);
    for (const secret of [String(token), keys.appId, keys.appCertificate]) {
      expect(log.text()).not.toContain(secret);
    }
  });
});

describe('GET /rtm_token', () => {
  it('answers a token for the user', async () => {
    captureLog();
    const answer = await agora()(apiEvent(rtmTokenRoute, { userId: 'ada', version: '007' }));
    expect(answer.statusCode).toBe(200);
    expect(decode007(String(bodyOf(answer).token)).services).toMatchObject([{ type: RTM, names: ['ada'] }]);
  });

  it.each<[string, Record<string, string | string[]>, string]>([
    ['no user', {}, 'userId is required'],
    ['a blank user', { userId: ' ' }, 'userId must not be blank'],
    ['a user of 65 bytes', { userId: 'u'.repeat(65) }, 'userId must be at most 64 bytes long'],
    ['the wildcard', { userId: '*' }, 'wildcards are not vended'],
    ['expireTime 1.5', { userId: 'ada', expireTime: '1.5' }, 'expireTime must be a whole number'],
    ['a channel', { userId: 'ada', channelName: 'test' }, 'unknown parameter "channelName"'],
    ['two users', { userId: ['ada', 'bob'] }, 'parameter "userId" is given more than once'],
  ])('refuses %s', async (_what, query, message) => {
    captureLog();
    const answer = await agora()(apiEvent(rtmTokenRoute, query));
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ code: 'invalid_request', error: expect.stringContaining(message) });
  });
});

describe('what Agora’s UI Kits ask', () => {
  const asked = { channelName: 'test', role: 'publisher', uid: '1234' };

  it('is answered with the token that /access_token gives', async () => {
    const log = captureLog();
    const ask = async (handler = agora()) =>
      bodyOf(await handler(apiEvent(uiKitRtcRoute, { expireTime: '600' }, { params: asked })));
    const { rtcToken, ...rest } = await ask();
    expect(rest).toEqual({ expiresAt: '2026-01-01T12:10:00.000Z' });
    const decoded = decode006(String(rtcToken));
    expect(decoded.signedFor(keys.appCertificate, 'test', '1234')).toBe(true);
    expect(decoded.privileges).toEqual({
      1: NOW_SECONDS + 600,
      2: NOW_SECONDS + 600,
      3: NOW_SECONDS + 600,
      4: NOW_SECONDS + 600,
    });
    expect(log.lines()).toMatchObject([{ kind: 'rtc', subject: asked }]);
    const newer = await ask(agora(keys, { ...options, tokenVersion: '007' }));
    expect(decode007(String(newer.rtcToken)).services).toMatchObject([{ type: RTC, names: ['test', '1234'] }]);
  });

  it('is answered with the token that /rtm_token gives', async () => {
    const log = captureLog();
    const answer = bodyOf(await agora()(apiEvent(uiKitRtmRoute, { version: '007' }, { params: { userId: '0' } })));
    expect(Object.keys(answer)).toEqual(['rtmToken', 'expiresAt']);
    expect(decode007(String(answer.rtmToken)).services).toMatchObject([{ type: RTM, names: ['0'] }]);
    expect(log.lines()).toMatchObject([{ kind: 'rtm', subject: { userId: '0' } }]);
  });

  it.each([
    ['a channel with a space', { channelName: 'a b' }, 'ask /access_token for any other'],
    ['every channel', { channelName: '*' }, 'ask /access_token for any other'],
    ['a channel of 64 bytes', { channelName: 'c'.repeat(64) }, 'channelName must be at most 63 bytes long'],
    ['a role that is none', { role: 'host' }, 'role must be publisher or subscriber'],
    ['a user with a name', { uid: 'ada' }, 'uid must be a whole number'],
  ])('is refused for %s', async (_what, wrong, message) => {
    captureLog();
    const answer = await agora()(apiEvent(uiKitRtcRoute, {}, { params: { ...asked, ...wrong } }));
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ code: 'invalid_request', error: expect.stringContaining(message) });
  });

  it('is refused where the query says again what the path says', async () => {
    captureLog();
    for (const name of ['channelName', 'role', 'uid', 'rtmUserId']) {
      const answer = await agora()(apiEvent(uiKitRtcRoute, { [name]: '1' }, { params: asked }));
      expect(answer.statusCode).toBe(400);
    }
    expect((await agora()(apiEvent(uiKitRtmRoute, { userId: 'b' }, { params: { userId: 'a' } }))).statusCode).toBe(400);
  });
});
