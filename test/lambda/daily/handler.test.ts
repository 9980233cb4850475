import { expect, it } from 'vitest';
import { dailyTokenRoute } from '../../../lambda/daily/contract.ts';
import { createHandler } from '../../../lambda/daily/create-handler.ts';
import type { CallerRights } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { keys, NOW, options } from './fixtures.ts';

function asking(stage: object = {}, only: Partial<CallerRights>['only'] = {}) {
  const rights = rightsOfClient({ only });
  const handler = createHandler(
    async () => keys,
    { ...options, ...stage },
    () => NOW,
    rights,
  );
  return async (query: Readonly<Record<string, string>>, httpMethod = 'GET') =>
    handler({ ...apiEvent(dailyTokenRoute, { room: 'lobby', userId: 'ada', ...query }), httpMethod });
}

it.each([
  [{ owner: 'true' }, { hidden: true }, 'owner can’t be true here: this stage vends no tokens for owners'],
  [
    { hidden: 'true' },
    { owner: true },
    'hidden can’t be true here: this stage vends no tokens for hidden participants',
  ],
])('no token is vended for %j where the stage says nothing of it, and HEAD says so', async (query, stage, message) => {
  captureLog();
  const ask = asking(stage);
  const refused = await ask(query);
  expect([refused.statusCode, bodyOf(refused)]).toMatchObject([403, { code: 'not_allowed', error: message }]);
  expect(await ask(query, 'HEAD')).toMatchObject({ statusCode: 403, body: '' });
  const other = asking({ owner: true, hidden: true });
  expect((await other(query)).statusCode).toBe(200);
  expect((await other(query, 'HEAD')).statusCode).toBe(200);
});

it.each([
  [{ owner: 'true' }, { owner: false }, 'owners’ tokens; allowed: no owners’ tokens'],
  [{ hidden: 'true' }, { hidden: false }, 'hidden participants; allowed: no hidden participants'],
])('rights refuse %j in plain words', async (query, only, message) => {
  captureLog();
  const refused = await asking({ owner: true, hidden: true }, only)(query);
  expect([refused.statusCode, bodyOf(refused).error]).toEqual([403, `this caller may not ask for ${message}`]);
});
