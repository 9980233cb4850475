import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { dryRunRoute } from '../../../lambda/dry-run/contract.ts';
import { createHandler } from '../../../lambda/dry-run/create-handler.ts';
import { dryRun } from '../../../lambda/dry-run/dry-run.ts';
import { StageUsers, USERS_FILE } from '../../../lambda/dry-run/options.ts';
import { selectStage } from '../../../lib/config/config.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import { dryRunFile } from '../../../lib/functions/dry-run-file.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';

const issuer = (name: string) => ({ issuer: `https://${name}.example.com`, audience: ['stagepass'] });

const stage: StageInput = {
  providers: { agora: {}, livekit: { url: 'wss://livekit.example.com' }, daily: {} },
  issuers: { app: issuer('app'), partner: issuer('partner') },
  callers: {
    operator: { audience: 'admin' },
    staff: {
      audience: 'client',
      token: { issuer: 'app', where: { groups: ['staff'] }, user: '/profile/id' },
      rights: { providers: ['agora'] },
    },
    members: {
      audience: 'client',
      token: { issuer: 'app', values: { tenant: 'custom:org', room: 'room_ids' } },
      rights: {
        providers: ['agora', 'livekit'],
        agora: { channels: ['{tenant}-*'], roles: ['subscriber'] },
        livekit: { rooms: ['{room}'], identities: ['{user}'] },
        maximumLifetimeSeconds: 600,
      },
    },
    partners: { audience: 'client', token: { issuer: 'partner' }, rights: { routes: ['/livekit/token'] } },
    retired: { audience: 'client', token: { issuer: 'app' }, disabled: true },
  },
};

const file = dryRunFile('dev', selectStage({ dev: stage }, 'dev'))[USERS_FILE] ?? '';
const handler = createHandler(v.parse(StageUsers, JSON.parse(file)), Date.now, rightsOfClient());

/** What is answered, and logged. */
async function asked(body: object) {
  const log = captureLog();
  const answer = await handler(apiEvent(dryRunRoute, {}, { body: JSON.stringify(body) }));
  return { status: answer.statusCode, body: bodyOf(answer), log: log.text() };
}

const agoraRoutes = [
  'GET /access_token',
  'GET /rtm_token',
  'GET /rtc/{channelName}/{role}/uid/{uid}',
  'GET /rtm/{userId}',
];

describe('a dry run of the rights of a user', () => {
  it('gives the limits of each provider with the claims’ values put in', async () => {
    const claims = { sub: 'ada', 'custom:org': 'acme', room_ids: ['lobby', 7] };
    expect(await asked({ claims })).toMatchObject({
      status: 200,
      body: {
        caller: 'members',
        issuer: 'app',
        user: 'ada',
        values: { tenant: ['acme'], room: ['lobby', '7'] },
        providers: {
          agora: {
            routes: agoraRoutes,
            limits: { channels: ['acme-*'], roles: ['subscriber'] },
            maximumLifetimeSeconds: 600,
          },
          livekit: {
            routes: ['GET /livekit/token', 'POST /livekit/token'],
            limits: { rooms: ['lobby', '7'], identities: ['ada'] },
            maximumLifetimeSeconds: 600,
          },
        },
      },
    });
  });

  it('is of the first caller that the claims fit', async () => {
    const claims = { sub: 'ada', groups: ['guest', 'staff'], profile: { id: 'a-1' } };
    expect((await asked({ claims })).body).toEqual({
      caller: 'staff',
      issuer: 'app',
      user: 'a-1',
      values: {},
      providers: { agora: { routes: agoraRoutes, limits: {} } },
    });
    expect((await asked({ claims: { ...claims, iss: 'https://partner.example.com' } })).body).toMatchObject({
      caller: 'partners',
      user: 'ada',
      providers: { livekit: { routes: ['GET /livekit/token', 'POST /livekit/token'] } },
    });
  });

  it('tells two issuers with the same iss apart by what their tokens must say', async () => {
    const pool = { issuer: 'https://pool.example.com' };
    const two = {
      ...stage,
      issuers: {
        access: { ...pool, clientIds: ['app'], claims: { token_use: 'access' } },
        id: { ...pool, audience: ['app'], claims: { token_use: 'id' } },
      },
      callers: {
        operator: { audience: 'admin' as const },
        members: { audience: 'client' as const, token: { issuer: 'access' } },
        people: { audience: 'client' as const, token: { issuer: 'id', user: 'oid' } },
      },
    };
    const own = dryRunFile('dev', selectStage({ dev: two }, 'dev'))[USERS_FILE] ?? '';
    const users = v.parse(StageUsers, JSON.parse(own));
    const callerOf = (claims: object) => dryRun(users, { claims: { sub: 'eve', oid: 'e-1', ...claims } }).caller;
    expect(callerOf({ token_use: 'id' })).toBe('people');
    expect(callerOf({ token_use: 'access' })).toBe('members');
    expect(callerOf({ aud: ['other', 'app'], client_id: 'other' })).toBe('people');
    expect(callerOf({})).toBe('members');
    expect(callerOf({ token_use: 'refresh' })).toBeUndefined();
  });

  it('is of the caller that is named, and of no other kind', async () => {
    const named = await asked({ caller: 'partners', claims: { sub: 'ada', groups: ['staff'] } });
    expect(named.body).toMatchObject({ caller: 'partners', user: 'ada' });
    expect((await asked({ caller: 'retired', claims: { sub: 'ada' } })).body).toEqual({
      caller: 'retired',
      issuer: 'app',
      refusal: 'the caller is disabled',
      providers: {},
    });
    for (const caller of ['operator', 'nobody', 'constructor']) {
      expect(await asked({ caller, claims: {} })).toMatchObject({
        status: 400,
        body: {
          code: 'invalid_request',
          error: 'caller must be one whose requests have a user’s token: staff, members, partners, retired',
        },
      });
    }
  });

  it('says why the user is refused: everywhere, or by a provider', async () => {
    const stranger = await asked({ claims: { sub: 'ada', iss: 'https://other.example.com' } });
    expect(stranger.body).toEqual({
      refusal: 'no caller of this stage is for a user with these claims',
      providers: {},
    });

    const nameless = await asked({ claims: { groups: ['staff'], sub: 'ada' } });
    expect(nameless.body).toMatchObject({ caller: 'staff', providers: {} });
    expect(nameless.body.refusal).toContain('the token must name its user by the claim /profile/id');

    const long = await asked({ claims: { sub: 'ada', 'custom:org': 'x'.repeat(5_000) } });
    expect(long.body).toMatchObject({ caller: 'members', providers: {} });
    expect(long.body.refusal).toContain('too long');

    const roomless = await asked({ claims: { sub: 'ada', 'custom:org': '*' } });
    expect(roomless.body).toMatchObject({ user: 'ada', values: { tenant: ['*'] } });
    expect(roomless.body.providers).toEqual({
      agora: {
        routes: agoraRoutes,
        refusal: expect.stringContaining('the token’s claim "custom:org" has a value that no channel can have'),
      },
      livekit: {
        routes: ['GET /livekit/token', 'POST /livekit/token'],
        refusal: expect.stringContaining('need the token’s claim "room_ids", which is missing'),
      },
    });
  });

  it.each([
    [{}, 'claims is required'],
    [{ claims: ['sub', 'ada'] }, 'claims must be an object: claims as a token has them'],
    [{ claims: 'ada' }, 'claims must be an object: claims as a token has them'],
    [{ claims: {}, user: 'ada' }, 'user is not a field here; there are caller, claims'],
  ])('takes claims and nothing else: %j', async (body, error) => {
    expect(await asked(body)).toMatchObject({ status: 400, body: { error } });
  });

  it('logs nothing of the claims', async () => {
    for (const [sub, org] of [
      ['u-s3cret', 'o-s3cret'],
      ['u-s3cret', '*s3cret*'],
      ['', 'o-s3cret'],
    ]) {
      const { log } = await asked({
        caller: 'members',
        claims: { sub, 'custom:org': org, room_ids: [], email: 's3cret' },
      });
      expect(log).toContain('"route":"POST /admin/dry_run"');
      expect(log).not.toContain('s3cret');
    }
  });
});
