import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ApiError } from '../../../api/errors.ts';
import { PROVIDER_TIMES, type ProviderTimes, requestToken } from '../../../lambda/interactivity/request-token.ts';
import { type InteractivitySandbox, startInteractivitySandbox } from '../../../lambda/interactivity/sandbox/sandbox.ts';
import { causeOf } from '../../../lambda/shared/telemetry/log.ts';

const keys = { consumerKey: 'demo-key', consumerSecret: 'demo:secret' };

let sandbox: InteractivitySandbox;
let pauses: number[];

beforeEach(async () => {
  sandbox = await startInteractivitySandbox({ keys });
  pauses = [];
});
afterEach(() => sandbox.close());

const tools = {
  now: Date.now,
  random: () => 0.5,
  sleep: async (ms: number) => void pauses.push(ms),
};

function ask({ url = sandbox.url, lifetimeSeconds = 3_600, with: used = keys, times = PROVIDER_TIMES } = {}) {
  return requestToken({ url, lifetimeSeconds }, used, times, tools);
}

/** What a call fails with; nothing of the call, the keys or the answer may be in it, however it is looked at. */
async function failure(asked: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await asked.then(
    () => expect.fail('a token came'),
    (reason) => reason,
  );
  if (!(error instanceof ApiError)) throw error;
  const seen = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  const basic = Buffer.from('demo-key:demo:secret').toString('base64');
  for (const secret of ['demo-key', 'demo:secret', basic, 'sandbox_problem', '<html>', 'AxiosError']) {
    expect(seen).not.toContain(secret);
  }
  return error;
}

/** Some other server at the token URL. */
async function serverThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('asking Dolby.io for a token', () => {
  it('sends keys and form as it wants them and gives its token', async () => {
    expect(await ask({ lifetimeSeconds: 120 })).toEqual({
      token_type: 'Bearer',
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 120,
    });
    expect(sandbox.calls).toBe(1);
  });

  it('leaves room within the function’s 10 s for reading the secret', () => {
    expect(PROVIDER_TIMES.deadlineMs).toBeLessThanOrEqual(6_000);
    expect(PROVIDER_TIMES.attemptMs * 2).toBeLessThan(PROVIDER_TIMES.deadlineMs);
  });

  it('drops fields it doesn’t know', async () => {
    const body = { token_type: 'Bearer', access_token: 'abc', expires_in: 60, customer: 'internal' };
    const url = await serverThat((_request, response) => response.end(JSON.stringify(body)));
    expect(await ask({ url })).toEqual({ token_type: 'Bearer', access_token: 'abc', expires_in: 60 });
  });

  it('reads a compressed answer', async () => {
    const body = gzipSync(JSON.stringify({ token_type: 'Bearer', access_token: 'abc', expires_in: 60 }));
    const url = await serverThat((_request, response) => response.setHeader('Content-Encoding', 'gzip').end(body));
    expect(await ask({ url })).toMatchObject({ access_token: 'abc' });
  });

  it.each([
    ['a server error', { failTimes: 2 }, [100, 200]],
    ['one server error', { failTimes: 1 }, [100]],
  ] as const)('tries again after %s, pausing longer each time', async (_what, behaviour, expected) => {
    sandbox.behave(behaviour);
    expect(await ask()).toMatchObject({ token_type: 'Bearer' });
    expect(pauses).toEqual(expected);
  });

  it.each([
    ['answers 500', 'server_error', 'Fault(HTTP 500)'],
    ['hangs up', 'disconnect', 'Fault(ECONNRESET)'],
  ] as const)('fails after three calls where it %s', async (_what, behaviour, cause) => {
    sandbox.behave(behaviour);
    const error = await failure(ask());
    expect(error).toMatchObject({ code: 'provider_failed', status: 502 });
    expect(causeOf(error.cause)).toBe(cause);
    expect(sandbox.calls).toBe(3);
  });

  it('fails where nobody listens', async () => {
    const { url } = sandbox;
    await sandbox.close();
    const error = await failure(ask({ url }));
    expect(error).toMatchObject({ code: 'provider_failed', status: 502 });
    expect(causeOf(error.cause)).toBe('Fault(ECONNREFUSED)');
  });

  it('is refused with wrong keys, at once', async () => {
    const error = await failure(ask({ with: { ...keys, consumerSecret: 'wrong' } }));
    expect(error).toMatchObject({ code: 'provider_refused', status: 502 });
    expect(causeOf(error.cause)).toBe('Fault(HTTP 401)');
    expect(sandbox.calls).toBe(1);
  });

  it.each([400, 403, 404, 429])('doesn’t try again after %i', async (status) => {
    let calls = 0;
    const url = await serverThat((_request, response) => {
      calls += 1;
      response.writeHead(status).end('no');
    });
    expect(await failure(ask({ url }))).toMatchObject({ code: 'provider_refused', status: 502 });
    expect(calls).toBe(1);
  });

  it('times out where it hangs, each call and all of them together', async () => {
    sandbox.behave('hang');
    const times: ProviderTimes = { ...PROVIDER_TIMES, attempts: 2, attemptMs: 20 };
    const error = await failure(ask({ times }));
    expect(error).toMatchObject({ code: 'provider_timeout', status: 504 });
    expect(causeOf(error.cause)).toBe('Fault(timeout)');
    expect(pauses).toHaveLength(1);
    expect(await failure(ask({ times: { ...PROVIDER_TIMES, attemptMs: 60_000, deadlineMs: 20 } }))).toMatchObject({
      status: 504,
    });
    expect(pauses).toHaveLength(1);
  });

  it('times out where bytes keep trickling in', async () => {
    const url = await serverThat((_request, response) => {
      const trickle = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(trickle));
    });
    const times: ProviderTimes = { ...PROVIDER_TIMES, attempts: 1, attemptMs: 50 };
    expect(await failure(ask({ url, times }))).toMatchObject({ code: 'provider_timeout' });
  });

  it('takes nonsense for a failure, and doesn’t ask for more of it', async () => {
    sandbox.behave('garbage');
    const error = await failure(ask());
    expect(error).toMatchObject({ code: 'provider_failed', status: 502 });
    expect(causeOf(error.cause)).toBe('Fault(not a token)');
    expect(sandbox.calls).toBe(1);
  });

  const token = { token_type: 'Bearer', access_token: 'abc', expires_in: 60 };
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [token]],
    ['an error with status 200', { error: 'invalid_client' }],
    ['no token', { ...token, access_token: undefined }],
    ['an empty token', { ...token, access_token: '' }],
    ['a token with our keys in it', { ...token, access_token: 'for.demo-key.alone' }],
    ['a token that is an object', { ...token, access_token: {} }],
    ['no end', { ...token, expires_in: undefined }],
    ['an end in words', { ...token, expires_in: 'soon' }],
    ['an end that is text', { ...token, expires_in: '60' }],
    ['an end in the past', { ...token, expires_in: -1 }],
    ['an end that is now', { ...token, expires_in: 0 }],
    ['an end that no date can hold', { ...token, expires_in: 1e300 }],
    ['half a second', { ...token, expires_in: 0.5 }],
  ])('takes %s for a failure', async (_what, body) => {
    const url = await serverThat((_request, response) => response.end(JSON.stringify(body)));
    expect(await failure(ask({ url }))).toMatchObject({ code: 'provider_failed', status: 502 });
  });

  it('reads no answer larger than a token can be', async () => {
    const flood = { ...token, access_token: 'a'.repeat(64 * 1024) };
    const url = await serverThat((_request, response) => response.end(JSON.stringify(flood)));
    expect(await failure(ask({ url }))).toMatchObject({ code: 'provider_failed' });
  });

  it('unpacks no answer larger than a token can be', async () => {
    const bomb = gzipSync(JSON.stringify({ ...token, access_token: 'a'.repeat(10_000_000) }));
    const url = await serverThat((_request, response) => response.setHeader('Content-Encoding', 'gzip').end(bomb));
    expect(await failure(ask({ url }))).toMatchObject({ code: 'provider_failed' });
  });

  it.each([301, 302, 307, 308])('takes the keys nowhere else: %i is a failure', async (status) => {
    const url = await serverThat((_request, response) => response.writeHead(status, { Location: sandbox.url }).end());
    expect(await failure(ask({ url }))).toMatchObject({ code: 'provider_failed', status: 502 });
    expect(sandbox.calls).toBe(0);
  });

  it('uses no proxy from the environment', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = await serverThat((request, response) => {
      asked.push(request.url);
      response.writeHead(502).end();
    });
    const before = process.env.http_proxy;
    process.env.http_proxy = proxy;
    onTestFinished(() => {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
    });
    expect(await ask()).toMatchObject({ token_type: 'Bearer' });
    expect(asked).toEqual([]);
  });
});
