import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../api/errors.ts';
import type { AccessTokenQuery } from '../../../lambda/agora/contract.ts';
import { rtcToken } from '../../../lambda/agora/rtc-token.ts';
import { keys, NOW, NOW_SECONDS, options } from './fixtures.ts';
import { decode006, decode007, RTC, RTM } from './token-decoder.ts';

// The 007 builder reads the clock itself.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }));
afterEach(() => void vi.useRealTimers());

const JOIN = 1;
const PUBLISH = [2, 3, 4];

/** Privileges as tokens hold them: each until the same end. */
function until(end: number, privileges: readonly number[]): Record<string, number> {
  return Object.fromEntries(privileges.map((privilege) => [privilege, end]));
}

const asked = { channelName: 'test', uid: 1234, role: 'publisher', expireTime: 600 } satisfies AccessTokenQuery;

describe('an RTC token, 006', () => {
  const vend = (query: AccessTokenQuery) => rtcToken(keys, { ...query, version: '006' }, options, NOW);

  it('lets a publisher join and publish until an absolute time', () => {
    const { token, expiresAt } = vend(asked);
    const decoded = decode006(token);
    expect(decoded.appId).toBe(keys.appId);
    expect(decoded.privileges).toEqual(until(NOW_SECONDS + 600, [JOIN, ...PUBLISH]));
    expect(decoded.signedFor(keys.appCertificate, 'test', '1234')).toBe(true);
    expect(expiresAt).toBe('2026-01-01T12:10:00.000Z');
  });

  it('lets a subscriber join only', () => {
    const decoded = decode006(vend({ ...asked, role: 'subscriber' }).token);
    expect(decoded.privileges).toEqual(until(NOW_SECONDS + 600, [JOIN]));
  });

  it.each([
    ['a numeric user', { uid: 4_294_967_295 }, '4294967295'],
    ['any user, for uid 0', { uid: 0 }, ''],
    ['any user, when none is given', {}, ''],
    ['a string user account', { account: 'ada@example' }, 'ada@example'],
    ['the account "0", which is not uid 0', { account: '0' }, '0'],
  ])('is for %s', (_who, user, signedUser) => {
    const decoded = decode006(vend({ channelName: 'test', role: 'subscriber', ...user }).token);
    expect(decoded.signedFor(keys.appCertificate, 'test', signedUser)).toBe(true);
  });
});

describe('an RTC token, 007', () => {
  const vend = (query: AccessTokenQuery) => rtcToken(keys, { ...query, version: '007' }, options, NOW);

  it('lets a publisher join and publish for so many seconds', () => {
    const { token, expiresAt } = vend(asked);
    const decoded = decode007(token);
    expect(decoded).toMatchObject({ appId: keys.appId, issueTs: NOW_SECONDS, expire: 600 });
    expect(decoded.services).toEqual([
      { type: RTC, privileges: until(600, [JOIN, ...PUBLISH]), names: ['test', '1234'] },
    ]);
    expect(decoded.signedWith(keys.appCertificate)).toBe(true);
    expect(expiresAt).toBe('2026-01-01T12:10:00.000Z');
  });

  it('lets a subscriber join only', () => {
    const { services } = decode007(vend({ ...asked, role: 'subscriber' }).token);
    expect(services).toEqual([{ type: RTC, privileges: until(600, [JOIN]), names: ['test', '1234'] }]);
  });

  it.each([
    ['a numeric user', { uid: 4_294_967_295 }, '4294967295'],
    ['any user, for uid 0', { uid: 0 }, ''],
    ['any user, when none is given', {}, ''],
    ['a string user account', { account: 'ada@example' }, 'ada@example'],
    ['the account "0", which is not uid 0', { account: '0' }, '0'],
  ])('is for %s', (_who, user, packedUser) => {
    const { services } = decode007(vend({ channelName: 'test', role: 'subscriber', ...user }).token);
    expect(services[0]?.names).toEqual(['test', packedUser]);
  });

  it.each([
    ['a publisher', 'publisher', { uid: 1234 }, '1234', [JOIN, ...PUBLISH]],
    ['any subscriber', 'subscriber', {}, '', [JOIN]],
    ['an account of that name', 'subscriber', { account: '0' }, '0', [JOIN]],
  ] as const)('opens RTM as well, where its user is given: %s', (_who, role, user, packedUser, privileges) => {
    const { token, expiresAt } = vend({ channelName: 'test', role, rtmUserId: 'ada', expireTime: 600, ...user });
    const decoded = decode007(token);
    expect(decoded).toMatchObject({ issueTs: NOW_SECONDS, expire: 600 });
    expect(decoded.services).toEqual([
      { type: RTC, privileges: until(600, privileges), names: ['test', packedUser] },
      { type: RTM, privileges: until(600, [JOIN]), names: ['ada'] },
    ]);
    expect(decoded.signedWith(keys.appCertificate)).toBe(true);
    expect(expiresAt).toBe('2026-01-01T12:10:00.000Z');
  });

  it('is the only one that opens RTM as well', () => {
    const query: AccessTokenQuery = { channelName: 'test', role: 'subscriber', rtmUserId: 'ada' };
    for (const version of ['006', undefined] as const)
      expect(() => rtcToken(keys, { ...query, version }, options, NOW)).toThrow('rtmUserId goes with version 007');
    expect(decode007(rtcToken(keys, query, { ...options, tokenVersion: '007' }, NOW).token).services).toHaveLength(2);
  });

  it('never ends before it says, even when the clock moves on before the builder reads it', () => {
    vi.setSystemTime(NOW + 400);
    const { token, expiresAt } = vend(asked);
    const { issueTs, expire } = decode007(token);
    expect((issueTs + expire) * 1000).toBeGreaterThan(Date.parse(expiresAt));
  });
});

describe('a stage', () => {
  const query: AccessTokenQuery = { channelName: 'test', role: 'subscriber' };

  it.each(['006', '007'] as const)('vends %s where the query doesn’t choose', (tokenVersion) => {
    expect(rtcToken(keys, query, { ...options, tokenVersion }, NOW).token.slice(0, 3)).toBe(tokenVersion);
  });

  it.each(['006', '007'] as const)('that lets no query choose says so, asked for %s', (version) => {
    const vend = () => rtcToken(keys, { ...query, version }, { ...options, versionByQuery: false }, NOW);
    expect(vend).toThrow(new ApiError('invalid_request', 'version can’t be chosen here: only 006 tokens are vended'));
  });

  it.each([
    ['its default, when nothing is asked', undefined, '2026-01-01T13:00:00.000Z'],
    ['a second, when that is asked', 1, '2026-01-01T12:00:01.000Z'],
    ['its maximum, when that is asked', 7_200, '2026-01-01T14:00:00.000Z'],
    ['its maximum, when more is asked', 7_201, '2026-01-01T14:00:00.000Z'],
    ['its maximum, when no number holds what is asked', Number.POSITIVE_INFINITY, '2026-01-01T14:00:00.000Z'],
  ])('gives %s', (_what, expireTime, expiresAt) => {
    expect(rtcToken(keys, { ...query, expireTime }, options, NOW).expiresAt).toBe(expiresAt);
    expect(rtcToken(keys, { ...query, expireTime, version: '007' }, options, NOW).expiresAt).toBe(expiresAt);
  });

  it('never vends the empty string that Agora’s builder returns for keys it can’t use', () => {
    const vend = () => rtcToken({ ...keys, appId: 'Z'.repeat(32) }, { ...query, version: '007' }, options, NOW);
    expect(vend).toThrow(expect.objectContaining({ code: 'not_configured', status: 503 }));
  });
});
