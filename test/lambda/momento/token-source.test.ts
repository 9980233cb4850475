import fc from 'fast-check';
import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Audience, audiences } from '../../../api/route.ts';
import { connection } from '../../../lambda/momento/connection.ts';
import { failureFor } from '../../../lambda/momento/failure.ts';
import { MomentoKeys } from '../../../lambda/momento/keys.ts';
import type { Momento } from '../../../lambda/momento/momento.ts';
import { MomentoOptions, type TokenScope } from '../../../lambda/momento/options.ts';
import { demoApiKey } from '../../../lambda/momento/sandbox/sandbox.ts';
import { tokenSource } from '../../../lambda/momento/token-source.ts';
import { Fault } from '../../../lambda/shared/providers/provider-error.ts';
import { providerKeys } from '../../../lambda/shared/providers/provider-keys.ts';
import { readMetrics } from '../../../lambda/shared/telemetry/metrics.ts';
import { captureLog } from '../../support/captured-log.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Made {
  readonly scope: TokenScope;
  readonly tokenId: string;
  readonly exp: number;
}

/** Momento in memory. Its cache forgets nothing by itself, so what is too old is ours to see. */
class FakeMomento implements Momento {
  readonly made = new Map<string, Made>();
  readonly cache = new Map<string, { value: Uint8Array; ttlSeconds: number }>();
  readonly clock: ManualClock;
  cacheIsDown = false;
  isDown = false;
  cacheCalls = 0;

  constructor(clock: ManualClock) {
    this.clock = clock;
  }

  async generateToken(scope: TokenScope, tokenId: string) {
    if (this.isDown) throw failureFor('SERVER_UNAVAILABLE');
    const token = `token-${this.made.size + 1}`;
    const exp = Math.floor(this.clock.now() / 1000) + scope.lifetimeSeconds;
    this.made.set(token, { scope, tokenId, exp });
    return { token, endpoint: 'cell.momento.invalid', exp };
  }

  async getItem(cache: string, key: string) {
    this.#cacheCalled();
    return this.cache.get(`${cache}/${key}`)?.value;
  }

  async setItem(cache: string, key: string, value: Uint8Array, ttlSeconds: number) {
    this.#cacheCalled();
    this.cache.set(`${cache}/${key}`, { value, ttlSeconds });
  }

  close(): void {}

  #cacheCalled(): void {
    this.cacheCalls += 1;
    if (this.cacheIsDown) throw new Fault('SERVER_UNAVAILABLE');
  }
}

const scopes = {
  client: { cache: 'game', topics: { role: 'subscribeonly', names: 'all' } },
  admin: { cache: 'game', topics: { role: 'publishsubscribe', names: 'all' }, items: { role: 'readwrite' } },
} as const;

const viewer = { caller: 'client', requestId: 'a-request', viewerIp: '203.0.113.7' };

let clock: ManualClock;
let momento: FakeMomento;
beforeEach(() => {
  clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
  momento = new FakeMomento(clock);
});

function source(options: v.InferInput<typeof MomentoOptions> = { ...scopes, reuse: 'viewer' }, apiKey = 'an-api-key') {
  const telemetry = { stage: 'test', logSubjects: true, metrics: readMetrics(), project: 'eu' };
  return tokenSource(async () => ({ apiKey, momento }), v.parse(MomentoOptions, options), clock.now, telemetry);
}

describe('a Momento token', () => {
  it('is answered with when it ends, both ways', async () => {
    expect(await source()('client', viewer)).toEqual({
      token: 'token-1',
      endpoint: 'cell.momento.invalid',
      exp: Date.UTC(2026, 0, 1, 13) / 1000,
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
  });

  it('is of its audience’s scope, and tells Momento the caller', async () => {
    const vend = source();
    await vend('client', viewer);
    await vend('admin', { ...viewer, caller: 'kiosk-1' });
    expect([...momento.made.values()]).toMatchObject([
      { scope: { ...scopes.client, lifetimeSeconds: 3_600 }, tokenId: 'client' },
      { scope: { ...scopes.admin, lifetimeSeconds: 3_600 }, tokenId: 'kiosk-1' },
    ]);
  });
});

describe('reuse', () => {
  it.each([
    ['off', ['token-1', 'token-2', 'token-3', 'token-4', 'token-5']],
    ['viewer', ['token-1', 'token-1', 'token-2', 'token-3', 'token-4']],
    ['caller', ['token-1', 'token-1', 'token-1', 'token-1', 'token-2']],
  ] as const)('%s', async (reuse, expected) => {
    const vend = source({ ...scopes, reuse });
    const asked = [
      viewer,
      viewer,
      { ...viewer, viewerIp: '203.0.113.8' },
      { ...viewer, viewerIp: undefined },
      { ...viewer, caller: 'kiosk-1' },
    ];
    const tokens = [];
    for (const context of asked) tokens.push((await vend('client', context)).token);
    expect(tokens).toEqual(expected);
  });

  it('is off unless the stage says otherwise', async () => {
    const log = captureLog();
    const vend = source(scopes);
    await vend('client', viewer);
    expect([momento.cacheCalls, log.lines()]).toEqual([0, []]);
  });

  it('is not of what is nobody’s address', async () => {
    const vend = source();
    const tokens = new Set<string>();
    for (let at = 0; at < 3; at += 1) tokens.add((await vend('client', { ...viewer, viewerIp: undefined })).token);
    expect(tokens.size).toBe(3);
    expect(momento.cacheCalls).toBe(0);
  });

  it('goes across instances of the function, which keep nothing', async () => {
    const { token } = await source()('client', viewer);
    expect(await source()('client', viewer)).toMatchObject({ token });
  });

  it('ends with the scope: another one in the configuration is another token', async () => {
    const { token } = await source()('client', viewer);
    const changes = [
      { ...scopes.client, topics: { role: 'publishonly', names: 'all' } },
      { ...scopes.client, topics: { role: 'subscribeonly', names: ['all'] } },
      { ...scopes.client, items: { role: 'readonly' } },
      { ...scopes.client, lifetimeSeconds: 3_599 },
    ] satisfies v.InferInput<typeof TokenScope>[];
    for (const client of changes) {
      expect((await source({ ...scopes, client, reuse: 'viewer' })('client', viewer)).token).not.toBe(token);
    }
    expect(await source()('client', viewer)).toMatchObject({ token });
  });

  it('ends with the API key', async () => {
    const { token } = await source()('client', viewer);
    expect((await source(undefined, 'another-api-key')('client', viewer)).token).not.toBe(token);
  });

  it('ends with the API key in its secret: within five minutes, and where that was emptied', async () => {
    let secret = { apiKey: demoApiKey() };
    const read = async () => ({ value: JSON.stringify(secret), createdAt: 0 });
    const connected = connection(providerKeys('Momento', MomentoKeys, read, clock.now), () => momento);
    const vend = tokenSource(connected, v.parse(MomentoOptions, { ...scopes, reuse: 'viewer' }), clock.now);
    const { token } = await vend('client', viewer);
    secret = { apiKey: demoApiKey() };
    clock.advance(5 * MINUTE - 1);
    expect(await vend('client', viewer)).toMatchObject({ token });
    clock.advance(1);
    const next = await vend('client', viewer);
    expect(next.token).not.toBe(token);
    secret = { apiKey: '' };
    clock.advance(5 * MINUTE);
    await expect(vend('client', viewer)).rejects.toMatchObject({ code: 'not_configured' });
  });

  it('keeps a token for less than it lives, and gives none out in its last minute', async () => {
    const vend = source();
    const { token } = await vend('client', viewer);
    const [kept] = [...momento.cache.values()];
    expect(kept?.ttlSeconds).toBe(3_540);
    clock.advance(59 * MINUTE - SECOND);
    expect(await vend('client', viewer)).toMatchObject({ token });
    clock.advance(1);
    expect(await vend('client', viewer)).toMatchObject({ token: 'token-2' });
  });

  it('keeps no token that has no more than its last minute, and an entry for a second at least', async () => {
    const limited = (maximumLifetimeSeconds: number) => source()('client', { ...viewer, maximumLifetimeSeconds });
    for (const seconds of [1, 59, 60]) await limited(seconds);
    expect(momento.cache.size).toBe(0);
    await limited(61);
    expect([...momento.cache.values()].map(({ ttlSeconds }) => ttlSeconds)).toEqual([1]);
  });

  it('keeps no token beyond its end where Momento’s clock is ahead of ours', async () => {
    const ahead = new ManualClock(clock.now() + 60 * MINUTE);
    momento = new FakeMomento(ahead);
    const { exp } = await source()('client', viewer);
    const [kept] = [...momento.cache.values()];
    expect(kept?.ttlSeconds).toBeLessThan(exp - ahead.now() / SECOND);
  });

  it('shows a reader of the cache neither token nor address nor caller', async () => {
    await source()('client', { ...viewer, caller: 'kiosk-1' });
    const [[name, { value }] = expect.fail('nothing is kept')] = [...momento.cache];
    expect(name).toMatch(/^game\/stagepass-[\w-]{43}$/);
    const seen = name + Buffer.from(value).toString('latin1');
    for (const secret of ['token-1', viewer.viewerIp, 'kiosk-1', 'cell.momento.invalid']) {
      expect(seen).not.toContain(secret);
    }
  });

  it('is all that an outage of the cache costs, and it is asked again after a while only', async () => {
    const log = captureLog();
    const vend = source();
    const { token } = await vend('client', viewer);
    momento.cacheIsDown = true;
    momento.cacheCalls = 0;
    for (let asked = 0; asked < 10; asked += 1) expect((await vend('client', viewer)).token).not.toBe(token);
    expect(momento.cacheCalls).toBe(1);
    clock.advance(5 * SECOND);
    momento.cacheIsDown = false;
    expect(await vend('client', viewer)).toMatchObject({ token });
    expect(log.lines()).toEqual([
      {
        level: 'error',
        message: 'tokens are not reused',
        stage: 'test',
        requestId: 'a-request',
        caller: 'client',
        provider: 'momento',
        project: 'eu',
        cause: 'Fault(SERVER_UNAVAILABLE)',
      },
    ]);
  });

  it('serves while Momento vends nothing', async () => {
    const vend = source();
    const { token } = await vend('client', viewer);
    momento.isDown = true;
    expect(await vend('client', viewer)).toMatchObject({ token });
    await expect(vend('admin', viewer)).rejects.toMatchObject({ code: 'provider_failed' });
  });
});

describe('a caller whose token was refused', () => {
  it('gets another one, and so does who shares it, from whatever instance', async () => {
    const { token } = await source()('client', viewer);
    clock.advance(MINUTE);
    expect(await source()('client', viewer)).toMatchObject({ token });
    expect(await source()('client', viewer, { renew: 'true' })).toMatchObject({ token: 'token-2' });
    expect(await source()('client', viewer)).toMatchObject({ token: 'token-2' });
    expect(await source()('client', viewer, { renew: 'false' })).toMatchObject({ token: 'token-2' });
  });

  it('costs Momento one token a minute and holder, however often it says so and at whatever instance', async () => {
    const instances = [source(), source(), source()];
    for (let second = 0; second < 600; second += 1) {
      for (const vend of instances) await vend('client', viewer, { renew: 'true' });
      clock.advance(SECOND);
    }
    expect(momento.made.size).toBe(10);
  });

  it('doesn’t get the refused one where there is no other', async () => {
    const vend = source();
    const { token } = await vend('client', viewer);
    clock.advance(MINUTE);
    momento.isDown = true;
    await expect(vend('client', viewer, { renew: 'true' })).rejects.toMatchObject({ code: 'provider_failed' });
    expect(await vend('client', viewer)).toMatchObject({ token });
  });

  it('leaves others’ tokens as they are', async () => {
    const vend = source();
    const other = { ...viewer, viewerIp: '203.0.113.8' };
    const { token } = await vend('client', other);
    await vend('client', viewer);
    clock.advance(MINUTE);
    await vend('client', viewer, { renew: 'true' });
    expect(await vend('client', other)).toMatchObject({ token });
  });

  it('gets a new one anyway where tokens aren’t reused', async () => {
    const vend = source(scopes);
    await vend('client', viewer);
    expect(await vend('client', viewer, { renew: 'true' })).toMatchObject({ token: 'token-2' });
    expect(momento.cacheCalls).toBe(0);
  });
});

describe('whatever happens to the cache', () => {
  const role = fc.constantFrom('publishsubscribe', 'subscribeonly', 'publishonly');
  const cache = fc.constantFrom('game', 'shop');
  const lifetimeSeconds = fc.constantFrom(120, 121, 180, 3_600);
  const scope = fc.oneof(
    fc.record({ cache, lifetimeSeconds, topics: fc.record({ role, names: fc.constant('all' as const) }) }),
    fc.record({ cache, lifetimeSeconds, items: fc.record({ role: fc.constantFrom('readonly', 'readwrite') }) }),
  ) as fc.Arbitrary<v.InferInput<typeof TokenScope>>;
  const stage = fc.record({ client: scope, admin: scope, reuse: fc.constantFrom('off', 'viewer', 'caller') });
  // Few of each, so that they meet; and such as could run into one another where they are joined carelessly.
  const context = fc.record({
    requestId: fc.constant('a-request'),
    caller: fc.constantFrom('client', 'admin', ''),
    viewerIp: fc.constantFrom('203.0.113.7', '1203.0.113.7', undefined),
  });
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.tuple(fc.constant('ask'), fc.constantFrom(...audiences), context, fc.nat(1)) },
    { weight: 3, arbitrary: fc.tuple(fc.constant('wait'), fc.integer({ min: 1, max: 90_000 })) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('move'), fc.nat(), fc.nat()) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('flip'), fc.nat(), fc.nat()) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('write'), fc.nat(), fc.uint8Array({ maxLength: 64 })) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('outage')) },
  ) as fc.Arbitrary<
    | ['ask', Audience, { requestId: string; caller: string; viewerIp: string | undefined }, number]
    | ['wait', number]
    | ['move', number, number]
    | ['flip', number, number]
    | ['write', number, Uint8Array]
    | ['outage']
  >;

  it('no token is handed to whom it wasn’t made for, and none in its last minute', async () => {
    captureLog();
    let reused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(stage, { minLength: 2, maxLength: 2 }),
        fc.array(step, { minLength: 30, maxLength: 80 }),
        async (stages, steps) => {
          clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
          momento = new FakeMomento(clock);
          const sources = stages.map((options) => source(options as v.InferInput<typeof MomentoOptions>));
          const madeFor = new Map<string, unknown>();
          const entries = () => [...momento.cache.values()];
          for (const step of steps) {
            if (step[0] === 'wait') clock.advance(step[1]);
            if (step[0] === 'outage') momento.cacheIsDown = true;
            if (step[0] === 'move') {
              const [from, to] = [entries()[step[1] % 4], entries()[step[2] % 4]];
              if (from !== undefined && to !== undefined) to.value = from.value;
            }
            if (step[0] === 'flip') {
              const entry = entries()[step[1] % 4];
              if (entry !== undefined) {
                const at = step[2] % entry.value.length;
                entry.value = entry.value.map((byte, index) => (index === at ? byte ^ 1 : byte));
              }
            }
            if (step[0] === 'write') {
              const entry = entries()[step[1] % 4];
              if (entry !== undefined && step[2].length > 0) entry.value = step[2];
            }
            if (step[0] !== 'ask') continue;

            const [, audience, context, at] = step;
            const { reuse, ...stageScopes } = v.parse(MomentoOptions, stages[at]);
            const holder = {
              audience,
              caller: context.caller,
              scope: stageScopes[audience],
              viewerIp: reuse === 'viewer' ? context.viewerIp : undefined,
              reuse,
            };
            const before = momento.made.size;
            const { token, exp } = await (sources[at] ?? expect.fail('no source'))(audience, context);
            momento.cacheIsDown = false;
            const made = momento.made.get(token);
            expect(made).toMatchObject({ scope: holder.scope, tokenId: holder.caller, exp });
            expect(exp * 1000 - clock.now()).toBeGreaterThanOrEqual(60_000);
            if (momento.made.size > before) {
              madeFor.set(token, holder);
              continue;
            }
            reused += 1;
            expect(madeFor.get(token)).toEqual(holder);
            expect(reuse === 'caller' || (reuse === 'viewer' && context.viewerIp !== undefined)).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
    // The property says nothing where no token is ever reused.
    expect(reused).toBeGreaterThan(200);
  });
});

describe('a kept token', () => {
  const ada = { name: 'ada', issuer: 'app', values: {} };

  it.each(['viewer', 'caller'] as const)(
    'is given to the same user, for the same token id, only: %s',
    async (reuse) => {
      const vend = source({ ...scopes, reuse });
      const asked = [
        { context: viewer },
        { context: viewer, tokenId: 'ada' },
        { context: viewer, tokenId: 'bob' },
        { context: { ...viewer, user: ada } },
        { context: { ...viewer, user: ada }, tokenId: 'ada' },
        { context: { ...viewer, user: { ...ada, name: 'bob' } }, tokenId: 'ada' },
        { context: { ...viewer, user: { ...ada, issuer: 'other' } }, tokenId: 'ada' },
      ];
      const first: string[] = [];
      for (const { context, tokenId } of asked) first.push((await vend('client', context, { tokenId })).token);
      expect(new Set(first).size).toBe(asked.length);
      for (const [at, { context, tokenId }] of asked.entries()) {
        expect((await vend('client', context, { tokenId })).token).toBe(first[at]);
      }
      expect([...momento.made.values()].map(({ tokenId }) => tokenId)).toEqual([
        'client',
        'ada',
        'bob',
        'client',
        'ada',
        'ada',
        'ada',
      ]);
    },
  );

  it('is renewed for its user alone', async () => {
    const vend = source({ ...scopes, reuse: 'caller' });
    const bob = { ...viewer, user: { ...ada, name: 'bob' } };
    const { token } = await vend('client', bob);
    await vend('client', { ...viewer, user: ada });
    clock.advance(MINUTE);
    expect(await vend('client', { ...viewer, user: ada }, { renew: 'true' })).toMatchObject({ token: 'token-3' });
    expect(await vend('client', { ...viewer, user: ada }, { renew: 'true' })).toMatchObject({ token: 'token-3' });
    expect(await vend('client', bob)).toMatchObject({ token });
  });
});
