import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../api/errors.ts';
import { type AblyRights, ablyRevokeTokensRoute } from '../../../lambda/ably/contract.ts';
import { createHandler } from '../../../lambda/ably-kick/create-handler.ts';
import { ProviderError } from '../../../lambda/shared/providers/provider-error.ts';
import { type CallerRights, routeName } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { expectContract } from '../../support/contract.ts';

const route = ablyRevokeTokensRoute;
const AT = Date.UTC(2026, 0, 1, 12);

function stage(only: CallerRights<AblyRights>['only'] = {}) {
  const log = captureLog();
  /** What was done, in its order. */
  const done: unknown[] = [];
  const failing: { block?: Error; kick?: Error } = {};
  const handler = createHandler(
    async () => ({ apiKey: 'app0.key0:a-secret' }),
    async (_keys, clientId) => {
      if (failing.kick) throw failing.kick;
      done.push(['revoked', clientId]);
      return AT;
    },
    async (user, seconds) => {
      if (failing.block) throw failing.block;
      done.push(['blocked', user, seconds]);
    },
    Date.now,
    { client: { routes: [routeName(route)], only }, members: { routes: [], only: {}, claims: { user: 'sub' } } },
  );
  async function ask(body: object) {
    const { statusCode, body: text } = await handler(apiEvent(route, {}, { body: JSON.stringify(body) }));
    const answer = { status: statusCode, body: JSON.parse(text) };
    expectContract(route.method, route.path, answer);
    return answer;
  }
  return { ask, done, failing, log };
}

const asked = { caller: 'members', user: 'ada' };

describe('revoking a user’s tokens', () => {
  it('blocks the user first', async () => {
    const { ask, done, log } = stage();
    expect(await ask({ ...asked, blockSeconds: 60 })).toEqual({
      status: 200,
      body: { blocked: true, appliesAt: '2026-01-01T12:00:00.000Z' },
    });
    expect(done).toEqual([
      ['blocked', { caller: 'members', user: 'ada' }, 60],
      ['revoked', 'ada'],
    ]);
    expect(log.lines()).toMatchObject([
      { message: 'answered', kind: 'kick', subject: { clientId: 'ada', caller: 'members', user: 'ada' } },
    ]);
  });

  it('revokes nothing of a user who couldn’t be blocked', async () => {
    const { ask, done, failing } = stage();
    failing.block = new ApiError('unavailable', 'nobody was blocked');
    expect(await ask(asked)).toMatchObject({ status: 503, body: { error: 'nobody was blocked' } });
    expect(done).toEqual([]);
  });

  it('says that the block holds where Ably fails', async () => {
    const { ask, done, failing } = stage();
    failing.kick = new ProviderError('provider_timeout', 'Ably took too long', 'timeout', true);
    expect(await ask(asked)).toMatchObject({
      status: 504,
      body: { error: 'Ably took too long; the user is blocked all the same' },
    });
    expect(done).toEqual([['blocked', { caller: 'members', user: 'ada' }, undefined]]);
  });

  it('blocks nobody for an admin whose rights limit channels, and not users', async () => {
    const { ask, done } = stage({ channels: ['chat:*'] });
    expect(await ask(asked)).toMatchObject({ status: 403, body: { error: expect.stringContaining('with clientIds') } });
    expect(done).toEqual([]);
  });

  it('refuses a client id that none can have, a caller without users, and what the rights leave out', async () => {
    const { ask, done } = stage({ clientIds: ['a*'] });
    expect(await ask({ ...asked, user: 'a*' })).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await ask({ ...asked, caller: 'client' })).toMatchObject({ status: 400 });
    expect(await ask({ ...asked, user: 'bob' })).toMatchObject({ status: 403 });
    expect(await ask({ ...asked, user: 'bob', clientId: 'ada' })).toMatchObject({ status: 403 });
    expect(done).toEqual([]);
  });
});
