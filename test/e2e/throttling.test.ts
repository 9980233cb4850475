import { describe, expect, it } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { startForTests } from '../support/stagepass.ts';
import { assemblyOf, operatedStage } from '../support/synth.ts';

const { client, admin } = await startForTests(
  assemblyOf({ ...operatedStage, region: 'eu-west-1', throttling: { rate: 1, burst: 5 } }),
  // Time stands still, so no request is given back to the bucket.
  { clock: { ...systemClock, now: () => 1_000_000_000_000 } },
);

describe('a stage whose APIs are in another region, with a domain, alarms and a dashboard', () => {
  it('works the same way, and throttles each route as configured', async () => {
    const answers = [];
    for (let at = 0; at < 8; at += 1) answers.push(await client('/access_token?channelName=t'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    expect(answers.at(-1)?.body).toMatchObject({ code: 'too_many_requests' });
    expect(answers.at(-1)?.headers['retry-after']).toBe('1');
    // Another route has its own share.
    expect((await client('/openapi.json')).status).toBe(200);
    expect((await admin('/admin/openapi.json')).status).toBe(200);
  });
});
