import { describe, expect, it } from 'vitest';
import { accessTokenRoute, rtmTokenRoute } from '../../../api/agora.ts';
import { StagepassError } from '../../../api/errors.ts';
import { type CallerRights, checkAnswer, checkAsked, type Rights, rightsTo } from '../../../lambda/shared/rights.ts';

const kiosk: CallerRights = {
  routes: ['GET /access_token', 'GET /openapi.json'],
  only: { channels: ['lobby', 'room-*'], roles: ['subscriber'] },
  maximumLifetimeSeconds: 600,
};
const rights: Rights = { kiosk, client: { routes: ['GET /access_token'], only: {} } };

/** What is said of it; undefined when it is allowed. */
function refusal(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(StagepassError);
    expect(error).toMatchObject({ code: 'not_allowed', status: 403 });
    return (error as StagepassError).message;
  }
}

describe('the right to a route', () => {
  it('is the caller’s whose list has it', () => {
    expect(rightsTo(accessTokenRoute, rights, 'kiosk')).toBe(kiosk);
  });

  it('is not another’s, who learns which ones are', () => {
    expect(refusal(() => rightsTo(rtmTokenRoute, rights, 'kiosk'))).toBe(
      'the route GET /rtm_token is not this caller’s to ask for; allowed: GET /access_token, GET /openapi.json',
    );
  });

  it.each(['', 'nobody', 'Kiosk', 'constructor', '__proto__', 'undefined'])('is nobody’s by the name %j', (caller) => {
    expect(refusal(() => rightsTo(accessTokenRoute, rights, caller))).toMatch(/allowed: nothing here$/);
  });
});

describe('what a request asks for', () => {
  it.each([
    { channels: 'lobby', roles: 'subscriber', versions: '007', lifetimeSeconds: 600 },
    { channels: 'room-17' },
    { channels: ['lobby', 'room-1'] },
    { channels: [] },
    { lifetimeSeconds: undefined },
    {},
  ])('may be within the rights: %j', (asked) => {
    expect(refusal(() => checkAsked(kiosk, asked))).toBeUndefined();
  });

  it.each([
    [{ channels: 'vault' }, 'the channel "vault" is not this caller’s to ask for; allowed: "lobby", "room-*"'],
    [{ channels: 'Lobby' }, 'the channel "Lobby"'],
    [{ channels: ['lobby', 'vault'] }, 'the channel "vault"'],
    [
      { channels: 'lobby', roles: 'publisher' },
      'the role "publisher" is not this caller’s to ask for; allowed: "subscriber"',
    ],
    [
      { channels: 'lobby', lifetimeSeconds: 601 },
      'a lifetime of 601 seconds is not this caller’s to ask for; allowed: 600 seconds at most',
    ],
    [{ lifetimeSeconds: Number.POSITIVE_INFINITY }, 'a lifetime of Infinity seconds'],
    [{ lifetimeSeconds: Number.NaN }, 'a lifetime of NaN seconds'],
  ])('is refused with what was asked and what is allowed: %j', (asked, message) => {
    expect(refusal(() => checkAsked(kiosk, asked))).toContain(message);
  });

  it('isn’t limited where the caller’s rights say nothing', () => {
    const unlimited = { routes: [], only: {} };
    expect(
      refusal(() => checkAsked(unlimited, { channels: 'vault', roles: 'publisher', lifetimeSeconds: 1e9 })),
    ).toBeUndefined();
  });

  it('is told in short, however long it and the rights are', () => {
    const channels = Array.from({ length: 1_000 }, (_, at) => `${at}${'x'.repeat(60)}`);
    const message = refusal(() => checkAsked({ ...kiosk, only: { channels } }, { channels: 'y'.repeat(10_000) }));
    expect(message).toMatch(/ and 992 more$/);
    expect(message?.length).toBeLessThan(500);
  });
});

describe('an answer', () => {
  const now = Date.UTC(2026, 0, 1);

  it.each([
    ['a token that ends in time', { token: 't', expiresAt: '2026-01-01T00:10:00.000Z' }],
    ['no token', { openapi: '3.1.0' }],
    ['nothing', undefined],
  ])('may leave: %s', (_what, answer) => {
    expect(refusal(() => checkAnswer(kiosk, answer, now))).toBeUndefined();
  });

  it.each([
    ['a token that outlives the caller’s maximum', '2026-01-01T00:10:00.001Z'],
    ['a token whose end can’t be read', 'soon'],
  ])('may not: %s', (_what, expiresAt) => {
    expect(refusal(() => checkAnswer(kiosk, { token: 't', expiresAt }, now))).toContain('600 seconds at most');
  });
});
