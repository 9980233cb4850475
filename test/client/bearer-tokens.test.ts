import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TokenFunction, TokenFunctionOptions } from '../../client/bearer-tokens.ts';
import { createClient } from '../../client/create-client.ts';
import { errorOf } from './error-of.ts';
import { asInReactNative, asInWorkers } from './platforms.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Sent {
  readonly authorization: string | null;
  readonly credentials: RequestInit['credentials'] | undefined;
}

/** Stagepass, which takes the tokens that `isGood` says, and what it was sent. */
function stagepass(isGood: (token: string) => boolean, token: TokenFunction, timeoutMs = 5_000) {
  const sent: Sent[] = [];
  const fetch = async (_url: unknown, { headers, credentials }: RequestInit = {}) => {
    const authorization = new Headers(headers).get('Authorization');
    sent.push({ authorization, credentials });
    return isGood(authorization?.replace('Bearer ', '') ?? '')
      ? Response.json({ token: 't', expiresAt: '2030-01-01T00:00:00Z' })
      : refusal(401, 'unauthorized');
  };
  return { client: createClient({ url: 'https://stagepass.example', fetch, token, timeoutMs }), sent };
}

function refusal(status: number, code: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error: 'the reason', code, requestId: 'r-1' }, { status, headers });
}

/** A sign-in whose tokens are `token-1`, `token-2` …, one for each call; what it was asked with is kept. */
function signIn() {
  const asked: TokenFunctionOptions[] = [];
  const token = async (options: TokenFunctionOptions) => {
    asked.push(options);
    return `token-${asked.length}`;
  };
  return { asked, token };
}

const sentTokens = (sent: readonly Sent[]) => sent.map(({ authorization }) => authorization);

describe('a client with token', () => {
  it('asks for a token at each request, and sends none of the browser’s credentials', async () => {
    const { token, asked } = signIn();
    const { client, sent } = stagepass(() => true, token);
    await client.agoraRtc({ channelName: 'a' });
    await client.interactivity();
    expect(sent).toEqual([
      { authorization: 'Bearer token-1', credentials: 'omit' },
      { authorization: 'Bearer token-2', credentials: 'omit' },
    ]);
    expect(asked).toEqual([{ renew: undefined }, { renew: undefined }]);
  });

  it('takes a function that gives the token itself', async () => {
    const { client, sent } = stagepass(
      () => true,
      () => 'a.b-c_d',
    );
    await client.interactivity();
    expect(sentTokens(sent)).toEqual(['Bearer a.b-c_d']);
  });

  it('renews a token that was refused, and asks again', async () => {
    const { token, asked } = signIn();
    const { client, sent } = stagepass((each) => each === 'token-2', token);
    expect(await client.interactivity()).toMatchObject({ token: 't' });
    expect(sentTokens(sent)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(asked).toEqual([{ renew: undefined }, { renew: true }]);
  });

  it('asks again once, and not more', async () => {
    const { token, asked } = signIn();
    const { client, sent } = stagepass(() => false, token);
    expect(await errorOf(client.interactivity())).toMatchObject({
      status: 401,
      code: 'unauthorized',
      message: 'the reason',
      requestId: 'r-1',
    });
    expect([sent.length, asked.length]).toEqual([2, 2]);
  });

  it('asks again once also where other refusals come in between', async () => {
    const { token, asked } = signIn();
    const answers = [401, 429, 401].map((status) =>
      status === 401 ? refusal(401, 'unauthorized') : refusal(status, 'too_many_requests', { 'Retry-After': '0' }),
    );
    const fetch = vi.fn(async () => answers.shift() ?? Response.json({}));
    const client = createClient({ url: 'https://stagepass.example', fetch, token });
    expect((await errorOf(client.interactivity())).status).toBe(401);
    expect([fetch.mock.calls.length, asked.length]).toEqual([3, 2]);
  });

  it('sends no request beyond its attempts, also where the last one was refused', async () => {
    const statuses = [503, 503, 401];
    let sent = 0;
    const client = createClient({
      url: 'https://stagepass.example',
      fetch: async () => {
        sent += 1;
        const status = statuses[sent - 1] ?? 503;
        return refusal(status, status === 401 ? 'unauthorized' : 'unavailable', { 'Retry-After': '0' });
      },
      token: () => 'a',
    });
    expect((await errorOf(client.interactivity())).status).toBe(503);
    expect(sent).toBe(4);
  });

  it.each([400, 403])('renews nothing after a %i', async (status) => {
    const { token, asked } = signIn();
    const fetch = async () => refusal(status, 'not_allowed');
    const client = createClient({ url: 'https://stagepass.example', fetch, token });
    expect((await errorOf(client.interactivity())).status).toBe(status);
    expect(asked).toHaveLength(1);
  });

  it('renews once for all requests that are refused together, also for those whose refusal comes late', async () => {
    const { token, asked } = signIn();
    const refusals: (() => void)[] = [];
    const sent: (string | null)[] = [];
    const fetch = async (_url: unknown, { headers }: RequestInit = {}) => {
      const authorization = new Headers(headers).get('Authorization');
      sent.push(authorization);
      if (authorization === 'Bearer token-6') return Response.json({ access_token: 't' });
      await new Promise<void>((resolve) => {
        refusals.push(resolve);
      });
      return refusal(401, 'unauthorized');
    };
    const client = createClient({ url: 'https://stagepass.example', fetch, token });
    const calls = Array.from({ length: 5 }, () => client.interactivity());
    await vi.waitFor(() => expect(refusals).toHaveLength(5));
    for (const refuse of refusals.slice(0, 4)) refuse();
    await Promise.all(calls.slice(0, 4));
    refusals[4]?.();
    await calls[4];
    expect(asked.filter(({ renew }) => renew)).toHaveLength(1);
    expect(sent.slice(5)).toEqual(Array(5).fill('Bearer token-6'));
  });

  it('renews again for a request that began after the last renewal', async () => {
    const { token, asked } = signIn();
    const { client } = stagepass((each) => each === 'token-2' || each === 'token-4', token);
    await client.interactivity();
    await client.interactivity();
    expect(asked).toEqual([undefined, true, undefined, true].map((renew) => ({ renew })));
  });

  it.each([
    ['throws', () => Promise.reject(new Error('nobody is signed in')), new Error('nobody is signed in')],
    ['gives nothing', () => undefined as unknown as string, undefined],
    ['gives an empty text', () => '', undefined],
    ['gives a header', () => 'Bearer s3cret', undefined],
    ['gives a text that no header may have', () => 's3cret\n', undefined],
  ])('sends nothing where its function %s', async (_what, token, cause) => {
    const { client, sent } = stagepass(() => true, token);
    const error = await errorOf(client.interactivity());
    expect(error).toMatchObject({ code: 'no_token', status: 0, cause });
    expect(`${error.message} ${error.stack}`).not.toContain('s3cret');
    expect(sent).toEqual([]);
  });

  it('fails where there is no other token for one that was refused', async () => {
    const lost = new Error('the session ended');
    const { client, sent } = stagepass(
      () => false,
      ({ renew }) => (renew ? Promise.reject(lost) : 'token-1'),
    );
    const [one, other] = await Promise.all([errorOf(client.interactivity()), errorOf(client.interactivity())]);
    for (const error of [one, other]) expect(error).toMatchObject({ code: 'no_token', cause: lost });
    expect(sent).toHaveLength(2);
  });

  it('writes no token to the console, and none into an error', async () => {
    const written = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
    onTestFinished(() => {
      for (const each of written) each.mockRestore();
    });
    const { client } = stagepass(
      () => false,
      () => 's3cret',
    );
    const error = await errorOf(client.interactivity());
    expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toContain('s3cret');
    for (const each of written) expect(each).not.toHaveBeenCalled();
  });

  it('can’t have a password, too', () => {
    const both = { url: 'https://stagepass.example', token: () => 't', credentials: { username: 'a', password: 'b' } };
    expect(() => createClient(both as never)).toThrow(new TypeError('give credentials or token, not both'));
  });
});

describe('a function that never gives its token', () => {
  const never: TokenFunction = () => new Promise(() => {});

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
  });

  it('takes no longer than a call may', async () => {
    const { client } = stagepass(() => true, never, 1_000);
    const error = errorOf(client.interactivity());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await error).toMatchObject({ code: 'timed_out' });
  });

  it('is left when the call is called off', async () => {
    const leaving = new AbortController();
    const { client } = stagepass(() => true, never);
    const reason = new Error('the user left');
    const call = expect(client.interactivity({}, { signal: leaving.signal })).rejects.toBe(reason);
    leaving.abort(reason);
    await call;
    expect(vi.getTimerCount()).toBe(0);
  });
});

it.each([
  ['Cloudflare Workers', asInWorkers],
  ['React Native', asInReactNative],
])('renews a refused token in %s', async (_name, stub) => {
  stub();
  const { token } = signIn();
  const { client, sent } = stagepass((each) => each === 'token-2', token);
  await client.interactivity();
  expect(sent).toEqual([
    { authorization: 'Bearer token-1', credentials: undefined },
    { authorization: 'Bearer token-2', credentials: undefined },
  ]);
});
