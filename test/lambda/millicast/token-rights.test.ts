import { describe, expect, it } from 'vitest';
import { limitsTokens, type MillicastCallerRights, notOwnToken } from '../../../lambda/millicast/token-rights.ts';

describe('the tokens that a provider keeps', () => {
  it.each<[string, Partial<MillicastCallerRights>, boolean]>([
    ['nothing', {}, false],
    ['every stream', { only: { streams: ['a', '*'] } }, false],
    ['streams', { only: { streams: ['a*'] } }, true],
    ['lifetimes', { maximumLifetimeSeconds: 600 }, true],
    ['lifetimes, for every stream', { only: { streams: ['*'] }, maximumLifetimeSeconds: 600 }, true],
  ])('are not all a caller’s whose rights limit %s: %j, %s', (_what, given, limits) => {
    expect(limitsTokens('publish', { routes: [], only: {}, ...given })).toBe(limits);
  });

  it('are limited by tracking ids where they have one', () => {
    const own = { routes: [], only: { trackingIds: ['ada'] } };
    expect(limitsTokens('subscribe', own)).toBe(true);
    expect(limitsTokens('publish', own)).toBe(false);
    expect(limitsTokens('subscribe', { routes: [], only: { trackingIds: ['ada', '*'] } })).toBe(false);
    expect(notOwnToken('subscribe', own, 7).message).toMatch(/allowed: tokens that have the tracking id "ada"$/);
  });

  it('are told of as the configuration says them, not with values of claims', () => {
    const own = { routes: [], only: { streams: ['acme-1'] }, asWritten: { streams: ['{tenant}-1'] } };
    expect(notOwnToken('publish', own, 7).message).toMatch(/that open "\{tenant\}-1" and/);
  });

  it('are refused in words that say what the caller may have, and not whether they are there', () => {
    const both = { routes: [], only: { streams: ['room-*', 'a'] }, maximumLifetimeSeconds: 600 };
    expect(notOwnToken('publish', both, 7).message).toBe(
      'this caller may not ask for the token 7; allowed: tokens that open "room-*", "a" and nothing else and that end within 600 seconds',
    );
    expect(notOwnToken('publish', { ...both, only: {} }, 7).message).toMatch(
      /allowed: tokens that end within 600 seconds$/,
    );
  });
});
