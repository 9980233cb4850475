import { describe, expect, it } from 'vitest';
import type { Route } from '../../../api/route.ts';
import {
  accessTokenRoute,
  type agoraRights,
  rtmTokenRoute,
  uiKitRtcRoute,
  uiKitRtmRoute,
} from '../../../lambda/agora/contract.ts';
import { createHandler } from '../../../lambda/agora/create-handler.ts';
import type { Only } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent, bodyOf, ofUser } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { keys, NOW, options } from './fixtures.ts';
import { decode007 } from './token-decoder.ts';

const claims = { user: 'sub', tenant: 'custom:org' };

interface Asking {
  readonly accounts: readonly string[];
  readonly query?: Record<string, string>;
  readonly params?: Record<string, string>;
  /** The user's name; without one, a caller with a password asks. */
  readonly user?: string;
}

async function ask(route: Route, { accounts, query = {}, params, user }: Asking) {
  captureLog();
  const only: Only<typeof agoraRights> = { accounts };
  const rights = rightsOfClient({ only, ...(user !== undefined && { claims }) });
  const stage = { ...options, tokenVersion: '007' } as const;
  const handler = createHandler(
    async () => keys,
    stage,
    () => NOW,
    rights,
  );
  const event = apiEvent(route, query, { params: params ?? null });
  const { statusCode, body } = await handler(user === undefined ? event : ofUser(event, { name: user }));
  if (statusCode !== 200) return { refused: statusCode, error: String(JSON.parse(body).error) };
  const { token, rtcToken, rtmToken } = bodyOf({ statusCode, body });
  return { names: decode007(String(token ?? rtcToken ?? rtmToken)).services.flatMap(({ names }) => names) };
}

const channelName = 'test';

describe('a token with a limit on accounts', () => {
  it.each<[string, Route, Asking, string[]]>([
    ['account', accessTokenRoute, { accounts: ['a*'], query: { channelName, account: 'ada' } }, ['test', 'ada']],
    ['uid', accessTokenRoute, { accounts: ['1*'], query: { channelName, uid: '12' } }, ['test', '12']],
    ['any uid', accessTokenRoute, { accounts: ['*'], query: { channelName } }, ['test', '']],
    ['Signaling', rtmTokenRoute, { accounts: ['a*'], query: { userId: 'ada' } }, ['ada']],
    [
      'both',
      accessTokenRoute,
      { accounts: ['1', 'ada'], query: { channelName, uid: '1', rtmUserId: 'ada' } },
      ['test', '1', 'ada'],
    ],
    [
      'a UI Kit',
      uiKitRtcRoute,
      { accounts: ['7'], params: { channelName, role: 'publisher', uid: '7' } },
      ['test', '7'],
    ],
    ['a UI Kit’s Signaling', uiKitRtmRoute, { accounts: ['ada'], params: { userId: 'ada' } }, ['ada']],
  ])('is for whom it allows: %s', async (_, route, asking, names) => {
    expect(await ask(route, asking)).toEqual({ names });
  });

  const accounts = ['ada', '7'];

  it.each<[string, Route, Omit<Asking, 'accounts'>, string]>([
    ['account', accessTokenRoute, { query: { channelName, account: 'bob' } }, 'the user "bob"'],
    ['uid', accessTokenRoute, { query: { channelName, uid: '77' } }, 'the user "77"'],
    ['Signaling', rtmTokenRoute, { query: { userId: 'bob' } }, 'the user "bob"'],
    ['rtmUserId', accessTokenRoute, { query: { channelName, uid: '7', rtmUserId: 'bob' } }, 'the user "bob"'],
    ['uid beside it', accessTokenRoute, { query: { channelName, uid: '8', rtmUserId: 'ada' } }, 'the user "8"'],
    ['any uid beside it', accessTokenRoute, { query: { channelName, rtmUserId: 'ada' } }, 'a token with the uid 0'],
    ['uid 0', accessTokenRoute, { query: { channelName, uid: '0' } }, 'a token with the uid 0'],
    [
      'uid 0 by default',
      accessTokenRoute,
      { query: { channelName } },
      'a token with the uid 0 (the default), which fits any user; allowed: "ada", "7"',
    ],
    ['a UI Kit', uiKitRtcRoute, { params: { channelName, role: 'publisher', uid: '77' } }, 'the user "77"'],
    [
      'a UI Kit’s uid 0',
      uiKitRtcRoute,
      { params: { channelName, role: 'publisher', uid: '0' } },
      'a token with the uid 0',
    ],
    ['a UI Kit’s Signaling', uiKitRtmRoute, { params: { userId: 'bob' } }, 'the user "bob"'],
  ])('is for nobody else: %s', async (_, route, asking, error) => {
    expect(await ask(route, { accounts, ...asking })).toEqual({ refused: 403, error: expect.stringContaining(error) });
  });

  it('is for any uid only where the pattern is all names', async () => {
    for (const each of ['0', '0*', '*0', 'a*', '']) {
      expect(await ask(accessTokenRoute, { accounts: [each], query: { channelName } })).toMatchObject({ refused: 403 });
    }
    const both = { accounts: ['ada', '*'], query: { channelName } };
    expect(await ask(accessTokenRoute, both)).toEqual({ names: ['test', ''] });
  });
});

describe('a signed-in user', () => {
  const own = { accounts: ['{user}'], user: 'ada' };

  it('gets a token of their own from a request that names nobody', async () => {
    expect(await ask(accessTokenRoute, { ...own, query: { channelName } })).toEqual({ names: ['test', 'ada'] });
    expect(await ask(rtmTokenRoute, own)).toEqual({ names: ['ada'] });
    const withRtm = { ...own, query: { channelName, rtmUserId: 'ada' } };
    expect(await ask(accessTokenRoute, withRtm)).toEqual({ names: ['test', 'ada', 'ada'] });
  });

  it.each<[string, Route, Record<string, string>]>([
    ['account', accessTokenRoute, { channelName, account: 'bob' }],
    ['uid', accessTokenRoute, { channelName, uid: '7' }],
    ['uid 0', accessTokenRoute, { channelName, uid: '0' }],
    ['rtmUserId', accessTokenRoute, { channelName, rtmUserId: 'bob' }],
    ['userId', rtmTokenRoute, { userId: 'bob' }],
  ])('gets none of another, nor for any: %s', async (_, route, query) => {
    expect(await ask(route, { ...own, query })).toMatchObject({ refused: 403 });
  });

  it('whose name is a number may be asked for by uid, too: for Agora it is the same token', async () => {
    const named42 = { accounts: ['{user}'], user: '42' };
    const asking = (more: Record<string, string>) =>
      ask(accessTokenRoute, { ...named42, query: { channelName, ...more } });
    expect(await asking({})).toEqual({ names: ['test', '42'] });
    expect(await asking({ uid: '42' })).toEqual({ names: ['test', '42'] });
    expect(await asking({ account: '42' })).toEqual({ names: ['test', '42'] });
    expect(await asking({ uid: '4' })).toMatchObject({ refused: 403 });
    expect(await asking({ account: '042' })).toMatchObject({ refused: 403 });
  });

  it('whose name is 0 isn’t everybody', async () => {
    const named0 = { accounts: ['{user}'], user: '0' };
    expect(await ask(accessTokenRoute, { ...named0, query: { channelName } })).toMatchObject({ refused: 403 });
    expect(await ask(accessTokenRoute, { ...named0, query: { channelName, account: '0' } })).toMatchObject({
      refused: 403,
    });
    expect(await ask(rtmTokenRoute, named0)).toEqual({ names: ['0'] });
  });

  it('learns the right as the configuration says it', async () => {
    const accounts = ['x-{user}', 'y-{user}'];
    const { error } = await ask(accessTokenRoute, { accounts, user: 'ada', query: { channelName } });
    expect(error).toContain('allowed: "x-{user}", "y-{user}"');
  });
});
