import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rtmToken } from '../../../lambda/agora/rtm-token.ts';
import { keys, NOW, NOW_SECONDS, options } from './fixtures.ts';
import { decode006, decode007, RTM } from './token-decoder.ts';

// The 007 builder reads the clock itself.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }));
afterEach(() => void vi.useRealTimers());

describe('an RTM token', () => {
  it('in 006 lets the user log in until an absolute time', () => {
    const { token, expiresAt } = rtmToken(keys, { userId: 'ada', expireTime: 600 }, options, NOW);
    const decoded = decode006(token);
    expect(decoded.appId).toBe(keys.appId);
    expect(decoded.privileges).toEqual({ 1000: NOW_SECONDS + 600 });
    expect(decoded.signedFor(keys.appCertificate, 'ada', '')).toBe(true);
    expect(expiresAt).toBe('2026-01-01T12:10:00.000Z');
  });

  it('in 007 lets the user log in for so many seconds', () => {
    const { token, expiresAt } = rtmToken(keys, { userId: 'ada', expireTime: 600, version: '007' }, options, NOW);
    const decoded = decode007(token);
    expect(decoded).toMatchObject({ appId: keys.appId, issueTs: NOW_SECONDS, expire: 600 });
    expect(decoded.services).toEqual([{ type: RTM, privileges: { 1: 600 }, names: ['ada'] }]);
    expect(decoded.signedWith(keys.appCertificate)).toBe(true);
    expect(expiresAt).toBe('2026-01-01T12:10:00.000Z');
  });

  it('is capped at the stage’s maximum', () => {
    expect(rtmToken(keys, { userId: 'ada', expireTime: 1e9 }, options, NOW).expiresAt).toBe('2026-01-01T14:00:00.000Z');
  });

  it('is not made from keys Agora’s builder can’t use', () => {
    const vend = () => rtmToken({ ...keys, appCertificate: '' }, { userId: 'ada', version: '007' }, options, NOW);
    expect(vend).toThrow(expect.objectContaining({ code: 'not_configured' }));
  });
});
