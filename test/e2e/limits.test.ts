import { beforeEach, describe, expect, it } from 'vitest';
import { usageKey } from '../../lambda/shared/rights/usage-key.ts';
import { systemClock } from '../../local/clock.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type Answer, asCaller, send, startForTests } from '../support/stagepass.ts';
import { assemblyOf, fullStage } from '../support/synth.ts';

const clock = new ManualClock();
const { stagepass, client, admin } = await startForTests(
  assemblyOf({
    ...fullStage,
    callers: {
      client: { audience: 'client' },
      admin: { audience: 'admin', limit: { rate: 2, burst: 2 } },
      'kiosk-1': { audience: 'client', limit: { rate: 5, burst: 1 } },
      'kiosk-2': { audience: 'client', limit: { rate: 5, burst: 1 } },
      trial: { audience: 'client', limit: { quota: { requests: 3, per: 'day' } } },
    },
    // The others are in nested stacks.
    callersInStack: { passwords: ['client', 'admin', 'kiosk-2'], limits: ['kiosk-1', 'kiosk-2'] },
  }),
  { clock: { ...systemClock, now: clock.now } },
);
const caller = (name: string) => asCaller(stagepass, `stagepass/test/caller/${name}`);
const kiosk = caller('kiosk-1');
const origin = 'https://app.example.com';

beforeEach(() => clock.advance(60_000));

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

describe('a caller with a rate', () => {
  it('gets half of what it asks at twice that rate, and nobody else is touched', async () => {
    const answers = { kiosk: [] as Answer[], other: [] as Answer[], unlimited: [] as Answer[] };
    for (let at = 0; at < 40; at += 1) {
      answers.kiosk.push(await kiosk(at % 2 === 0 ? '/access_token?channelName=t' : '/rtm_token?userId=u'));
      if (at % 2 === 0) answers.other.push(await caller('kiosk-2')('/access_token?channelName=t'));
      answers.unlimited.push(await client('/access_token?channelName=t'));
      clock.advance(100);
    }
    // Each second route is refused: the limit is the caller's, whatever the route.
    expect(statuses(answers.kiosk)).toEqual(Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 200 : 429)));
    expect(new Set(statuses(answers.other))).toEqual(new Set([200]));
    expect(new Set(statuses(answers.unlimited))).toEqual(new Set([200]));
  });

  it('is told in the one error shape, and when to come back', async () => {
    await kiosk('/access_token?channelName=t');
    const { status, body, headers } = await kiosk('/access_token?channelName=t', { headers: { origin } });
    expect(status).toBe(429);
    expect(body).toEqual({
      error: 'too many requests: try again in a moment',
      code: 'too_many_requests',
      requestId: expect.stringMatching(/./),
    });
    expect(headers).toMatchObject({
      'retry-after': '1',
      'cache-control': 'no-store',
      'access-control-allow-origin': origin,
      'access-control-expose-headers': expect.stringContaining('Retry-After'),
    });
  });

  it('has it on both APIs together', async () => {
    expect((await admin('/openapi.json')).status).toBe(200);
    expect((await admin('/admin/openapi.json')).status).toBe(200);
    expect((await admin('/openapi.json')).status).toBe(429);
    expect((await admin('/admin/openapi.json')).status).toBe(429);
  });

  it.each([undefined, 'kiosk-2', 'kiosk-1'])('can’t take the key of %s by a header', async (name) => {
    const headers = { 'x-api-key': usageKey('test', name), 'x-stagepass-caller': name ?? 'client' };
    expect((await kiosk('/access_token?channelName=t', { headers })).status).toBe(200);
    expect((await kiosk('/access_token?channelName=t', { headers })).status).toBe(429);
    expect((await caller('kiosk-2')('/access_token?channelName=t')).status).toBe(200);
  });

  it('can’t take it past CloudFront either, where the key comes from the authorizer alone', async () => {
    const api = Object.entries(stagepass.apis).find(([id]) => id.startsWith('ClientApi'))?.[1];
    const ask = () =>
      send(`${api}/openapi.json`, {
        headers: {
          'x-stagepass-origin': stagepass.secretsManager.get('stagepass/test/origin'),
          'x-stagepass-caller': 'kiosk-1',
          'x-api-key': usageKey('test', undefined),
        },
      });
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });
});

describe('a caller with a quota', () => {
  it('gets that many, and the next when a new day begins', async () => {
    const trial = caller('trial');
    const answers = [];
    for (let at = 0; at < 4; at += 1) answers.push(await trial('/access_token?channelName=t'));
    expect(statuses(answers)).toEqual([200, 200, 200, 429]);
    expect(answers[3]?.body).toEqual({
      error: 'the quota of this caller is used up',
      code: 'too_many_requests',
      requestId: expect.stringMatching(/./),
    });
    expect(answers[3]?.headers['retry-after']).toBe('3600');
    clock.advance(86_400_000);
    expect((await trial('/access_token?channelName=t')).status).toBe(200);
  });
});
