import { describe, expect, it, onTestFinished } from 'vitest';
import { ApiError } from '../../../api/errors.ts';
import { livekitRemoveParticipantRoute, type livekitRights } from '../../../lambda/livekit/contract.ts';
import { standIn } from '../../../lambda/livekit/sandbox/stand-in.ts';
import { createHandler } from '../../../lambda/livekit-kick/create-handler.ts';
import { removeParticipant } from '../../../lambda/livekit-kick/remove-participant.ts';
import { type CallerRights, routeName } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { expectContract } from '../../support/contract.ts';

const route = livekitRemoveParticipantRoute;
const asked = { caller: 'members', user: 'ada', room: 'lobby' };

/** The function before its sandbox, asked by an admin with these limits. */
async function stage(only: CallerRights<typeof livekitRights>['only'] = {}, projects?: readonly string[]) {
  const log = captureLog();
  const keys = standIn.demoKeys({});
  const sandbox = await standIn.startKicks?.(keys);
  if (sandbox === undefined) throw new Error('LiveKit has no sandbox for kicks');
  onTestFinished(() => sandbox.close());
  /** What was done, in its order. */
  const done: unknown[] = [];
  const failing: { block?: Error; keys?: Error } = {};
  const tools = { now: () => Date.now(), random: () => 0, sleep: async () => {} };
  const remove = removeParticipant(sandbox.url, tools);
  const handler = createHandler(
    async () => {
      if (failing.keys) throw failing.keys;
      return keys;
    },
    async (...call) => {
      done.push(['removed', ...call.slice(1)]);
      return remove(...call);
    },
    async (user, seconds) => {
      if (failing.block) throw failing.block;
      done.push(['blocked', user, seconds]);
    },
    Date.now,
    {
      client: { routes: [routeName(route)], only, projects },
      members: { routes: [], only: {}, claims: { user: 'sub' } },
      staff: { routes: [], only: {}, claims: { user: 'sub' } },
    },
  );
  async function ask(body: object) {
    const { statusCode, body: text } = await handler(apiEvent(route, {}, { body: JSON.stringify(body) }));
    const answer = { status: statusCode, body: JSON.parse(text) };
    expectContract(route.method, route.path, answer);
    return answer;
  }
  return { ask, done, failing, sandbox, log };
}

describe('removing a participant', () => {
  it('blocks the user first, then removes it', async () => {
    const { ask, done, log } = await stage();
    expect(await ask(asked)).toEqual({ status: 200, body: { blocked: true, removed: true } });
    expect(done).toEqual([
      ['blocked', { caller: 'members', user: 'ada' }, undefined],
      ['removed', 'lobby', 'ada'],
    ]);
    expect(log.lines()).toMatchObject([
      {
        message: 'answered',
        kind: 'kick',
        route: 'POST /admin/livekit/remove_participant',
        subject: { room: 'lobby', identity: 'ada', caller: 'members', user: 'ada' },
      },
    ]);
  });

  it('takes another identity, and an end of the block', async () => {
    const { ask, done } = await stage();
    await ask({ ...asked, user: 'auth0|5f7c', identity: 'acme-ada', blockSeconds: 60 });
    expect(done).toEqual([
      ['blocked', { caller: 'members', user: 'auth0|5f7c' }, 60],
      ['removed', 'lobby', 'acme-ada'],
    ]);
  });

  it('is done where nobody is there any more', async () => {
    const { ask } = await stage();
    await ask(asked);
    expect(await ask(asked)).toEqual({ status: 200, body: { blocked: true, removed: false } });
  });

  it('removes nobody who couldn’t be blocked', async () => {
    const { ask, done, failing, sandbox } = await stage();
    failing.block = new ApiError(
      'unavailable',
      'nobody was blocked: the deny list can’t be changed just now; try again',
    );
    const { status, body } = await ask(asked);
    expect([status, body.error]).toEqual([503, failing.block.message]);
    expect([done, sandbox.calls()]).toEqual([[], 0]);
  });

  it.each([
    ['refuse', 502, 'provider_refused', 'LiveKit refused to end the session; its keys may be wrong'],
    ['fail', 502, 'provider_failed', 'LiveKit failed to end the session; try again'],
    ['drop', 502, 'provider_failed', 'LiveKit failed to end the session; try again'],
    ['nonsense', 502, 'provider_failed', 'LiveKit failed to end the session; try again'],
  ] as const)('says that the block holds where LiveKit fails: %s', async (behaviour, status, code, message) => {
    const { ask, done, sandbox } = await stage();
    sandbox.behave(behaviour);
    expect(await ask(asked)).toMatchObject({
      status,
      body: { code, error: `${message}; the user is blocked all the same` },
    });
    expect(done[0]).toEqual(['blocked', { caller: 'members', user: 'ada' }, undefined]);
  });

  it('says so where there are no keys', async () => {
    const { ask, failing } = await stage();
    failing.keys = new ApiError('not_configured', 'LiveKit is not configured');
    expect(await ask(asked)).toMatchObject({
      status: 503,
      body: { error: 'LiveKit is not configured; the user is blocked all the same' },
    });
  });

  it.each([
    ['an unknown caller', { caller: 'nobody' }, 'caller must be one with signed-in users: members, staff'],
    ['a caller with a password', { caller: 'client' }, 'caller must be one with signed-in users'],
    ['a name of every object', { caller: 'toString' }, 'caller must be one with signed-in users'],
    ['a user that no identity can be', { user: 'a*b' }, 'identity is required'],
    ['no room', { room: undefined }, 'room is required'],
    ['a room for all', { room: '*' }, 'room must be'],
    ['no user', { user: '' }, 'user must be'],
    ['a block without time', { blockSeconds: 0 }, 'blockSeconds must be a whole number'],
    ['an unknown field', { force: true }, 'force is not a field here'],
  ])('refuses %s, and blocks nobody', async (_what, change, message) => {
    const { ask, done } = await stage();
    const { status, body } = await ask({ ...asked, ...change });
    expect([status, body.code, body.error]).toEqual([400, 'invalid_request', expect.stringContaining(message)]);
    expect(done).toEqual([]);
  });

  it.each([
    ['another room', { rooms: ['hall-*'], identities: ['*'] }, asked],
    ['anybody, where only rooms are limited', { rooms: ['lobby'] }, asked],
    ['another identity', { identities: ['acme-*'] }, { ...asked, user: 'acme-ada', identity: 'ada' }],
    ['another user, by an identity that it may remove', { identities: ['acme-*'] }, { ...asked, identity: 'acme-ada' }],
  ])('refuses what the rights leave out, and blocks nobody: %s', async (_what, only, body) => {
    const { ask, done } = await stage(only);
    expect(await ask(body)).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
    expect(done).toEqual([]);
  });

  it('blocks nobody for an admin of some projects alone', async () => {
    const { ask, done } = await stage({}, ['eu']);
    expect(await ask(asked)).toMatchObject({
      status: 403,
      body: { error: expect.stringContaining('with identities') },
    });
    expect(done).toEqual([]);
  });

  it('blocks no name that no user has', async () => {
    const { ask, done } = await stage();
    expect(await ask({ ...asked, user: 'a\nb', identity: 'x' })).toMatchObject({ status: 400 });
    expect(done).toEqual([]);
  });
});
