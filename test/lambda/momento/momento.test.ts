import { status } from '@grpc/grpc-js';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../api/errors.ts';
import { connectMomento, MOMENTO_TIMES, type Momento } from '../../../lambda/momento/momento.ts';
import { TokenScope } from '../../../lambda/momento/options.ts';
import { demoApiKey, type MomentoSandbox, startMomentoSandbox } from '../../../lambda/momento/sandbox/sandbox.ts';
import { causeOf } from '../../../lambda/shared/telemetry/log.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { everythingIn } from './everything-in.ts';

const keys = { apiKey: demoApiKey() };
const scope = v.parse(TokenScope, { cache: 'game', topics: { role: 'subscribeonly', names: 'all' } });

let clock: ManualClock;
let sandbox: MomentoSandbox;
let pauses: number[];
beforeEach(async () => {
  clock = new ManualClock();
  pauses = [];
  sandbox = await startMomentoSandbox({ keys, now: clock.now });
});
afterEach(() => sandbox.close());

function momento({ apiKey = keys.apiKey, times = {}, url = sandbox.url } = {}): Momento {
  const tools = { now: clock.now, random: () => 0.5, sleep: async (ms: number) => void pauses.push(ms) };
  return connectMomento(apiKey, url, { ...MOMENTO_TIMES, ...times }, tools);
}

/** What a call fails with; nothing of keys or of what Momento said may be in it, however it is looked at. */
async function failure(asked: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await asked.then(
    () => expect.fail('a token came'),
    (reason) => reason,
  );
  if (!(error instanceof ApiError)) throw error;
  for (const secret of [keys.apiKey, 'api_key', 'told to fail', '127.0.0.1', 'momento.invalid']) {
    expect(everythingIn(error)).not.toContain(secret);
  }
  return error;
}

describe('asking Momento for a token', () => {
  it.each([
    ['all topics', { topics: { role: 'subscribeonly', names: 'all' } }, [{ role: 'subscribeonly', topic: '*' }]],
    [
      'some topics',
      { topics: { role: 'publishonly', names: ['chat', 'news'] } },
      [
        { role: 'publishonly', topic: 'chat' },
        { role: 'publishonly', topic: 'news' },
      ],
    ],
    ['all items', { items: { role: 'writeonly' } }, [{ role: 'writeonly', items: '*' }]],
    [
      'the items of a prefix',
      { items: { role: 'readonly', keyPrefix: 'public/' } },
      [{ role: 'readonly', items: 'public/*' }],
    ],
    [
      'topics and items',
      { topics: { role: 'publishsubscribe', names: ['chat'] }, items: { role: 'readwrite' } },
      [
        { role: 'publishsubscribe', topic: 'chat' },
        { role: 'readwrite', items: '*' },
      ],
    ],
  ])('asks for just this: %s', async (_what, given, permissions) => {
    const asked = v.parse(TokenScope, { cache: 'game', ...given, lifetimeSeconds: 900 });
    const { token, endpoint, exp } = await momento().generateToken(asked, 'kiosk-1');
    expect(exp).toBe(clock.now() / 1000 + 900);
    expect(endpoint).toBe(new URL(sandbox.url).host);
    expect(sandbox.decode(token)).toEqual({
      permissions: permissions.map((each) => ({ ...each, cache: 'game' })),
      tokenId: 'kiosk-1',
      exp,
    });
  });

  it('gives a token in the form Momento’s SDKs take', async () => {
    const { token } = await momento().generateToken(scope, 'client');
    expect(JSON.parse(Buffer.from(token, 'base64').toString())).toEqual({
      endpoint: new URL(sandbox.url).host,
      api_key: expect.any(String),
    });
  });

  it.each([
    ['UNAUTHENTICATED', 'provider_refused', 502],
    ['PERMISSION_DENIED', 'provider_refused', 502],
    ['INVALID_ARGUMENT', 'provider_refused', 502],
    ['NOT_FOUND', 'provider_refused', 502],
    ['FAILED_PRECONDITION', 'provider_refused', 502],
    ['OUT_OF_RANGE', 'provider_refused', 502],
    ['UNIMPLEMENTED', 'provider_refused', 502],
    ['RESOURCE_EXHAUSTED', 'too_many_requests', 429],
    ['CANCELLED', 'provider_failed', 502],
    ['UNKNOWN', 'provider_failed', 502],
    ['ALREADY_EXISTS', 'provider_failed', 502],
    ['ABORTED', 'provider_failed', 502],
    ['INTERNAL', 'provider_failed', 502],
    ['DATA_LOSS', 'provider_failed', 502],
  ] as const)('says of %s: %s, at once', async (name, code, http) => {
    sandbox.behave('token', { status: status[name] });
    expect(await failure(momento().generateToken(scope, 'client'))).toMatchObject({ code, status: http });
    expect(sandbox.calls.token).toBe(1);
  });

  it('is refused with another key', async () => {
    const error = await failure(momento({ apiKey: demoApiKey() }).generateToken(scope, 'client'));
    expect(error).toMatchObject({ code: 'provider_refused', status: 502 });
    expect(causeOf(error.cause)).toBe('Fault(AUTHENTICATION_ERROR)');
  });

  it('tries again, pausing longer each time, while Momento is unavailable', async () => {
    sandbox.behave('token', { status: status.UNAVAILABLE, times: 2 });
    expect(await momento().generateToken(scope, 'client')).toHaveProperty('token');
    expect(pauses).toEqual([75, 150]);
    expect(sandbox.calls.token).toBe(3);
  });

  it('fails after three calls where Momento stays unavailable', async () => {
    sandbox.behave('token', { status: status.UNAVAILABLE });
    const error = await failure(momento().generateToken(scope, 'client'));
    expect(error).toMatchObject({ code: 'provider_failed', status: 502 });
    expect(causeOf(error.cause)).toBe('Fault(SERVER_UNAVAILABLE)');
    expect(sandbox.calls.token).toBe(3);
  });

  it('fails where nobody listens', async () => {
    const { url } = sandbox;
    await sandbox.close();
    const error = await failure(momento({ url }).generateToken(scope, 'client'));
    expect(error).toMatchObject({ code: 'provider_failed', status: 502 });
  });

  it('times out where Momento says so, and where it hangs', async () => {
    sandbox.behave('token', { status: status.DEADLINE_EXCEEDED });
    expect(await failure(momento().generateToken(scope, 'client'))).toMatchObject({ code: 'provider_timeout' });
    sandbox.behave('token', 'hang');
    // Time enough for a busy machine to send each attempt.
    const error = await failure(momento({ times: { attempts: 2, attemptMs: 500 } }).generateToken(scope, 'client'));
    expect(error).toMatchObject({ code: 'provider_timeout', status: 504 });
    expect(sandbox.calls.token).toBe(5);
  });

  it('takes an answer that repeats our key for no token', async () => {
    const { api_key: sent } = JSON.parse(Buffer.from(keys.apiKey, 'base64').toString());
    for (const repeated of [keys.apiKey, sent, `x${Buffer.from(sent).toString('base64')}`]) {
      sandbox.behave('token', { token: repeated });
      const error = await failure(momento().generateToken(scope, 'client'));
      expect(error).toMatchObject({ code: 'provider_failed', status: 502 });
      expect(causeOf(error.cause)).toBe('Fault(not a token)');
    }
  });

  it('takes a token that is over already for none', async () => {
    const late = connectMomento(keys.apiKey, sandbox.url, MOMENTO_TIMES, {
      now: () => clock.now() + scope.lifetimeSeconds * 1000,
      random: Math.random,
      sleep: async () => {},
    });
    expect(await failure(late.generateToken(scope, 'client'))).toMatchObject({ code: 'provider_failed' });
  });

  it('leaves room within the function’s 10 s for reading the secret and for two calls of the cache', () => {
    expect(MOMENTO_TIMES.deadlineMs + 2 * MOMENTO_TIMES.cacheMs).toBeLessThanOrEqual(6_100);
    expect(MOMENTO_TIMES.attemptMs * 2).toBeLessThan(MOMENTO_TIMES.deadlineMs);
  });
});

describe('a key that doesn’t say where Momento is', () => {
  const claims = Buffer.from(JSON.stringify({ t: 'g', id: 'test' })).toString('base64url');
  const version2 = `eyJhbGciOiJFUzI1NiJ9.${claims}.c2lnbmF0dXJl`;

  it('is not configured without an endpoint', () => {
    expect(() => momento({ apiKey: version2, url: '' })).toThrow(
      expect.objectContaining({ code: 'not_configured', message: expect.stringContaining('endpoint') }),
    );
  });

  it('is enough with one', () => {
    expect(momento({ apiKey: version2, url: 'https://cell.momento.invalid' })).toHaveProperty('generateToken');
    expect(momento({ apiKey: version2, url: 'http://127.0.0.1:8080' })).toHaveProperty('generateToken');
  });

  it('is not configured with one that no host can be below', () => {
    expect(() => momento({ apiKey: version2, url: 'https://127.0.0.1:8443' })).toThrow(
      expect.objectContaining({ code: 'not_configured', message: expect.stringContaining('no host of Momento') }),
    );
  });

  it('is no matter of a v1 key', () => {
    expect(momento({ url: '' })).toHaveProperty('generateToken');
  });
});

describe('an item of the cache', () => {
  const value = Buffer.from('a value');

  it('is there until it ends', async () => {
    const connected = momento();
    expect(await connected.getItem('game', 'key')).toBeUndefined();
    await connected.setItem('game', 'key', value, 60);
    expect(await connected.getItem('game', 'key')).toEqual(new Uint8Array(value));
    expect(await connected.getItem('other', 'key')).toBeUndefined();
    clock.advance(60_000);
    expect(await connected.getItem('game', 'key')).toBeUndefined();
  });

  it.each(['UNAVAILABLE', 'INTERNAL', 'NOT_FOUND', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED'] as const)(
    'fails once, by its name, on %s',
    async (name) => {
      sandbox.behave('cache', { status: status[name] });
      await expect(momento().getItem('game', 'key')).rejects.toMatchObject({ name: 'Fault', code: expect.any(String) });
      await expect(momento().setItem('game', 'key', value, 60)).rejects.toMatchObject({ name: 'Fault' });
      expect(sandbox.calls.cache).toBe(2);
    },
  );

  it('doesn’t keep anybody waiting', async () => {
    sandbox.behave('cache', 'hang');
    const hurried = momento({ times: { cacheMs: 30 } });
    await expect(hurried.getItem('game', 'key')).rejects.toMatchObject({ code: 'TIMEOUT_ERROR' });
    await expect(hurried.setItem('game', 'key', value, 60)).rejects.toMatchObject({ code: 'TIMEOUT_ERROR' });
  });
});
