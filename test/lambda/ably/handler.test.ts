import { describe, expect, it } from 'vitest';
import { ablyTokenRequestRoute, ablyTokenRoute } from '../../../lambda/ably/contract.ts';
import { createHandler } from '../../../lambda/ably/create-handler.ts';
import type { CallerRights } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { keys, NOW, options } from './fixtures.ts';

type Only = NonNullable<Partial<CallerRights>['only']>;

describe.each([ablyTokenRoute, ablyTokenRequestRoute])('$path', (route) => {
  const ask = async (httpMethod: 'GET' | 'HEAD', only: Only, query: object) => {
    const handler = createHandler(
      async () => keys,
      options,
      () => NOW,
      () => 'nonce-of-a-test-0',
      rightsOfClient({ only }),
    );
    const answer = await handler({ ...apiEvent(route, { clientId: 'ada', ...query }), httpMethod });
    return { status: answer.statusCode, body: answer.body && bodyOf(answer) };
  };

  it.each<[string, Only, object, string]>([
    ['a channel that the capability lacks', {}, { channel: 'vault' }, 'anything on the channel "vault"'],
    ['an operation that it lacks there', {}, { channel: 'news', operations: 'publish' }, 'the operation "publish"'],
    ['an operation that it lacks everywhere', {}, { operations: 'stats' }, 'the operation "stats"; allowed: "chat:*"'],
    [
      'what has nothing of a right',
      { channels: ['chat:a*'] },
      { channel: 'news' },
      'the channel "news"; allowed: "chat',
    ],
    [
      'no channel, where none is in a right',
      { channels: ['chat:a*'] },
      {},
      'a token without a channel; allowed: "chat',
    ],
    [
      'an operation without a channel, where none is in a right',
      { channels: ['chat:a*'] },
      { operations: 'publish' },
      'a token without a channel; allowed: "chat:a*"',
    ],
  ])('refuses %s, also to HEAD', async (_what, only, query, message) => {
    captureLog();
    const refused = await ask('GET', only, query);
    expect(refused).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
    expect(refused.body).toHaveProperty('error', expect.stringContaining(`may not ask for ${message}`));
    expect(await ask('HEAD', only, query)).toEqual({ status: 403, body: '' });
  });

  it('answers HEAD well where it would vend', async () => {
    captureLog();
    for (const query of [{}, { channel: 'chat:ab' }, { channel: 'chat:ab', operations: 'publish' }]) {
      expect((await ask('GET', { channels: ['chat:*'] }, query)).status).toBe(200);
      expect(await ask('HEAD', { channels: ['chat:*'] }, query)).toEqual({ status: 200, body: '' });
    }
  });
});
