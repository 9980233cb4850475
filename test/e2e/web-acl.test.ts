import { describe, expect, it } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { send, startForTests } from '../support/stagepass.ts';
import { assemblyOf, fullStage } from '../support/synth.ts';

const clock = new ManualClock();
const { stagepass, client } = await startForTests(assemblyOf({ ...fullStage, waf: { ratePerIp: 10 } }), {
  clock: { ...systemClock, now: clock.now },
});

describe('a web ACL', () => {
  it('refuses an address that asks too often, with or without credentials, before the guard is asked', async () => {
    const statuses = [];
    for (let at = 0; at < 5; at += 1) {
      statuses.push((await client('/openapi.json')).status, (await send(`${stagepass.url}/token`)).status);
    }
    expect(statuses).toEqual([200, 401, 200, 401, 200, 401, 200, 401, 200, 401]);
    const refusals = stagepass.logs.length;
    const { status, body, headers } = await send(`${stagepass.url}/token`);
    expect(status).toBe(429);
    expect(body).toEqual({
      error: 'too many requests from this address: try again in some minutes',
      code: 'too_many_requests',
      requestId: '',
    });
    expect(headers).toMatchObject({ 'retry-after': '300', 'cache-control': 'no-store' });
    expect(stagepass.logs).toHaveLength(refusals);
    clock.advance(300_000);
    expect((await client('/openapi.json')).status).toBe(200);
  });

  it('says which of its rules the runner can’t run', () => {
    expect(stagepass.notRun).toEqual(['the rules of AWSManagedRulesCommonRuleSet in the web ACL']);
  });
});
