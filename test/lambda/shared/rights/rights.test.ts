import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../api/errors.ts';
import { accessTokenRoute, rtmTokenRoute, agoraRights as terms } from '../../../../lambda/agora/contract.ts';
import {
  type Asked,
  type CallerRights,
  checkAnswer,
  checkAsked,
  onlyIn,
  type Rights,
  rightsSchema,
  rightsTo,
} from '../../../../lambda/shared/rights/rights.ts';
import { termsOfEachKind } from '../../../support/terms-of-each-kind.ts';

/** What a request asks for that leaves all to the stage. */
const nothing = {
  channels: undefined,
  accounts: undefined,
  roles: undefined,
  versions: undefined,
  lifetimeSeconds: undefined,
};

const kiosk: CallerRights<typeof terms> = {
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
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'not_allowed', status: 403 });
    return (error as ApiError).message;
  }
}

describe('the right to a route', () => {
  it('is the caller’s whose list has it', () => {
    expect(rightsTo(accessTokenRoute, rights, 'kiosk')).toBe(kiosk);
  });

  it('is not another’s, who learns which ones are', () => {
    expect(refusal(() => rightsTo(rtmTokenRoute, rights, 'kiosk'))).toBe(
      'this caller may not ask for the route GET /rtm_token; allowed: GET /access_token, GET /openapi.json',
    );
  });

  it.each(['', 'nobody', 'Kiosk', 'constructor', '__proto__', 'undefined'])('is nobody’s by the name %j', (caller) => {
    expect(refusal(() => rightsTo(accessTokenRoute, rights, caller))).toMatch(/allowed: nothing here$/);
  });
});

describe('what a request asks for', () => {
  it.each<Partial<Asked<typeof terms>>>([
    { channels: 'lobby', roles: 'subscriber', versions: '007', lifetimeSeconds: 600 },
    { channels: 'room-17' },
    { channels: ['lobby', 'room-1'] },
    { channels: [] },
    { lifetimeSeconds: undefined },
    {},
  ])('may be within the rights: %j', (asked) => {
    expect(refusal(() => checkAsked(terms, kiosk, { ...nothing, ...asked }))).toBeUndefined();
  });

  it.each<[Partial<Asked<typeof terms>>, string]>([
    [{ channels: 'vault' }, 'this caller may not ask for the channel "vault"; allowed: "lobby", "room-*"'],
    [{ channels: 'Lobby' }, 'the channel "Lobby"'],
    [{ channels: ['lobby', 'vault'] }, 'the channel "vault"'],
    [
      { channels: 'lobby', roles: 'publisher' },
      'this caller may not ask for the role "publisher"; allowed: "subscriber"',
    ],
    [
      { channels: 'lobby', lifetimeSeconds: 601 },
      'this caller may not ask for a lifetime of 601 seconds; allowed: 600 seconds at most',
    ],
    [{ lifetimeSeconds: Number.POSITIVE_INFINITY }, 'a token without an end'],
    [{ lifetimeSeconds: Number.NaN }, 'an end that can’t be read'],
  ])('is refused with what was asked and what is allowed: %j', (asked, message) => {
    expect(refusal(() => checkAsked(terms, kiosk, { ...nothing, ...asked }))).toContain(message);
  });

  it('isn’t limited where the caller’s rights say nothing', () => {
    const unlimited = { routes: [], only: {} };
    expect(
      refusal(() =>
        checkAsked(terms, unlimited, { ...nothing, channels: 'vault', roles: 'publisher', lifetimeSeconds: 1e9 }),
      ),
    ).toBeUndefined();
  });

  it('is refused where its token would be another route’s, too, which isn’t the caller’s', () => {
    const also = (...routes: (typeof accessTokenRoute | typeof rtmTokenRoute)[]) =>
      refusal(() => checkAsked(terms, kiosk, { ...nothing, routes }));
    expect(also(accessTokenRoute)).toBeUndefined();
    expect(also(accessTokenRoute, rtmTokenRoute)).toMatch(/may not ask for the route GET \/rtm_token;/);
  });

  it('is told of all that is allowed, up to eight', () => {
    const channels = Array.from({ length: 8 }, (_, at) => `${at}`);
    const check = () => checkAsked(terms, { ...kiosk, only: { channels } }, { ...nothing, channels: 'vault' });
    expect(refusal(check)).toMatch(/allowed: "0", "1", "2", "3", "4", "5", "6", "7"$/);
  });

  it('is told in short, however long it and the rights are', () => {
    const channels = Array.from({ length: 1_000 }, (_, at) => `${at}${'x'.repeat(60)}`);
    const message = refusal(() =>
      checkAsked(terms, { ...kiosk, only: { channels } }, { ...nothing, channels: 'y'.repeat(10_000) }),
    );
    expect(message).toMatch(/ and 992 more$/);
    expect(message?.length).toBeLessThan(500);
  });
});

describe('an answer', () => {
  const now = Date.UTC(2026, 0, 1);
  /** At the last moment that a caller with 600 seconds may see, and after it. */
  const inTime = '2026-01-01T00:10:05.000Z';
  const late = '2026-01-01T00:10:05.001Z';

  it.each<[string, unknown]>([
    ['a token that ends in time', { token: 't', expiresAt: '2026-01-01T00:10:00.000Z' }],
    ['one whose provider’s clock is a little ahead', { token: 't', expiresAt: inTime }],
    ['one in an envelope', { status: 'success', data: { expiresAt: inTime } }],
    ['a list of them', { data: [{ expiresAt: inTime }, { expiresAt: inTime }] }],
    ['an empty list', { data: [] }],
    ['no token', { openapi: '3.1.0', paths: { '/x': { properties: { expiresAt: { type: 'string' } } } } }],
    ['nothing', undefined],
    ['null', null],
    ['true', { data: true }],
  ])('may leave: %s', (_what, answer) => {
    expect(refusal(() => checkAnswer(kiosk, answer, now))).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a token that outlives the caller’s maximum', { token: 't', expiresAt: late }],
    ['a token whose end can’t be read', { token: 't', expiresAt: 'soon' }],
    ['a token without an end', { token: 't', expiresAt: null }],
    ['a token whose end is no text', { token: 't', expiresAt: true }],
    ['one in an envelope', { status: 'success', data: { expiresAt: late } }],
    ['one without an end in an envelope', { status: 'success', data: { expiresAt: null } }],
    ['one in a list', { data: [{ expiresAt: inTime }, { expiresAt: null }] }],
    ['one deeper than any', { a: { b: [[{ c: { expiresAt: late } }]] } }],
  ])('may not: %s', (_what, answer) => {
    expect(refusal(() => checkAnswer(kiosk, answer, now))).toContain('600 seconds at most');
  });

  it('is refused for what is wrong with its end', () => {
    const end = (expiresAt: unknown) => refusal(() => checkAnswer(kiosk, { expiresAt }, now));
    expect([end(null), end('soon'), end(late)]).toEqual([
      expect.stringContaining('a token without an end'),
      expect.stringContaining('an end that can’t be read'),
      expect.stringContaining('a lifetime of 601 seconds'),
    ]);
  });

  it('may hold any token where the caller has no maximum', () => {
    const unlimited = { routes: [], only: { streams: ['a'] } };
    expect(refusal(() => checkAnswer(unlimited, { data: { expiresAt: null } }, now))).toBeUndefined();
  });
});

describe('a right', () => {
  const terms = termsOfEachKind;
  type Limits = CallerRights<typeof terms>['only'];
  const nothing = { rooms: undefined, regions: undefined, publish: undefined, viewers: undefined };

  const check = (only: Limits, asked: Partial<Asked<typeof terms>>) =>
    refusal(() => checkAsked(terms, { routes: [], only }, { ...nothing, lifetimeSeconds: undefined, ...asked }));

  it.each<[Limits, Partial<Asked<typeof terms>>]>([
    [{ publish: true }, { publish: true }],
    [{ publish: false }, { publish: false }],
    [{ publish: false }, {}],
    [{}, { publish: true, viewers: 1e9, regions: 'us', rooms: 'any' }],
    [{ viewers: 10 }, { viewers: 10 }],
    [{ viewers: 10 }, { viewers: 0 }],
    [{ viewers: 10 }, {}],
    [{ regions: ['eu'] }, { regions: ['eu', 'eu'] }],
    [{ rooms: ['*'] }, { rooms: { regex: '.*' } }],
  ])('%j allows %j', (only, asked) => {
    expect(check(only, asked)).toBeUndefined();
  });

  it.each<[Limits, Partial<Asked<typeof terms>>, string]>([
    [{ publish: false }, { publish: true }, 'this caller may not ask for publishing; allowed: no publishing'],
    [{ viewers: 10 }, { viewers: 11 }, 'this caller may not ask for a room of 11 viewers; allowed: 10 viewers at most'],
    [{ viewers: 10 }, { viewers: Number.NaN }, 'a room of NaN viewers'],
    [{ regions: ['eu'] }, { regions: ['eu', 'us'] }, 'this caller may not ask for the region "us"; allowed: "eu"'],
    [{ rooms: ['lobby-*'] }, { rooms: { regex: 'lobby-.*' } }, 'the room "lobby-.*"'],
  ])('%j refuses %j', (only, asked, message) => {
    expect(check(only, asked)).toContain(message);
  });

  it('takes no asterisk in a choice for others', () => {
    const only = { regions: ['*'] } as unknown as Limits;
    expect(check(only, { regions: 'eu' })).toContain('the region "eu"');
  });

  it.each([
    ['another provider’s', { channels: ['a'] }],
    ['of another kind', { publish: ['a'] }],
    ['of another kind', { rooms: true }],
    ['of another kind', { viewers: '10' }],
  ])('is none where it is %s: %j', (_what, only) => {
    const schema = rightsSchema(onlyIn(terms));
    expect(v.is(schema, { kiosk: { routes: [], only } })).toBe(false);
    expect(v.is(schema, { kiosk: { routes: [], only: { rooms: ['a'], publish: true, viewers: 1 } } })).toBe(true);
  });
});
