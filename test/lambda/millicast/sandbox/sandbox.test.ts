import { describe, expect, it } from 'vitest';
import { API_SECRET, oneStream, type Running, running } from './running.ts';

const tokensIn = async (sandbox: Running): Promise<unknown[]> => {
  sandbox.behave('ok');
  return (await sandbox.ask('GET /api/publish_token/list?page=1&itemsOnPage=100')).body.data;
};

describe('the API secret', () => {
  it.each([undefined, 'Bearer wrong', `Basic ${API_SECRET}`, API_SECRET, `Bearer ${API_SECRET} `.repeat(2)])(
    'has to be shown as a bearer token: %s',
    async (authorization) => {
      const sandbox = await running();
      const answer = await fetch(`${sandbox.url}/api/publish_token`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(authorization ? { Authorization: authorization } : {}) },
        body: JSON.stringify(oneStream),
      });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({
        status: 'fail',
        data: { message: expect.stringMatching(/^Unauthorized: /) },
      });
      expect(await tokensIn(sandbox)).toEqual([]);
    },
  );
});

describe('the calls', () => {
  it('are all there, refused ones too, and the director’s are not', async () => {
    const sandbox = await running();
    await sandbox.ask('POST /api/publish_token', {});
    await fetch(`${sandbox.url}/api/publish_token/1`);
    await sandbox.ask('GET /api/subscribe_token/list?page=1&itemsOnPage=1');
    await admitOverHttp(sandbox, { kind: 'subscribe', streamName: 'cam' });
    sandbox.director.admit({ kind: 'subscribe', streamName: 'cam' });
    expect(sandbox.calls).toEqual([
      { method: 'POST', path: '/api/publish_token' },
      { method: 'GET', path: '/api/publish_token/1' },
      { method: 'GET', path: '/api/subscribe_token/list' },
    ]);
  });
});

describe('told to behave as', () => {
  const create = (sandbox: Running, signal?: AbortSignal) =>
    fetch(`${sandbox.url}/api/publish_token`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${API_SECRET}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(oneStream),
      ...(signal === undefined ? {} : { signal }),
    });

  it('unauthorized, it refuses the right secret', async () => {
    const sandbox = await running();
    sandbox.behave('unauthorized');
    expect((await create(sandbox)).status).toBe(401);
    expect(await tokensIn(sandbox)).toEqual([]);
  });

  it('server_error, it fails in the envelope', async () => {
    const sandbox = await running();
    sandbox.behave('server_error');
    expect(await sandbox.ask('POST /api/publish_token', oneStream)).toEqual({
      status: 500,
      body: { status: 'error', message: expect.any(String), code: 500 },
    });
    expect(await tokensIn(sandbox)).toEqual([]);
  });

  it('garbage, it answers 200 and no JSON', async () => {
    const sandbox = await running();
    sandbox.behave('garbage');
    const answer = await create(sandbox);
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toThrow(SyntaxError);
  });

  it('slow, it answers all the same', async () => {
    const sandbox = await running();
    sandbox.behave({ delayMs: 1 });
    expect((await create(sandbox)).status).toBe(200);
  });

  it.each([
    ['hang', 0],
    ['hang_after_create', 1],
  ] as const)('%s, it never answers, and %d tokens are there', async (behaviour, tokens) => {
    const sandbox = await running();
    sandbox.behave(behaviour);
    const caller = new AbortController();
    const unanswered = expect(create(sandbox, caller.signal)).rejects.toThrow('given up');
    await arrivalOf(sandbox, 1);
    caller.abort(new Error('given up'));
    await unanswered;
    expect(await tokensIn(sandbox)).toHaveLength(tokens);
  });

  it.each([
    ['drop', 0],
    ['drop_after_create', 1],
  ] as const)('%s, it cuts the connection, and %d tokens are there', async (behaviour, tokens) => {
    const sandbox = await running();
    sandbox.behave(behaviour);
    await expect(create(sandbox)).rejects.toThrow('fetch failed');
    expect(await tokensIn(sandbox)).toHaveLength(tokens);
  });

  it('ok again, it does', async () => {
    const sandbox = await running();
    sandbox.behave('server_error');
    sandbox.behave('ok');
    expect((await create(sandbox)).status).toBe(200);
  });
});

describe('closing', () => {
  it('cuts off callers that wait', async () => {
    const sandbox = await running();
    sandbox.behave('hang');
    const unanswered = expect(sandbox.ask('GET /api/publish_token/1')).rejects.toThrow('fetch failed');
    await arrivalOf(sandbox, 1);
    await sandbox.close();
    await unanswered;
  });
});

describe('the director over HTTP', () => {
  it('answers as in the process', async () => {
    const sandbox = await running();
    const { data } = (await sandbox.ask('POST /api/publish_token', oneStream)).body;
    const request = { kind: 'publish', token: data.token, streamName: 'cam' } as const;
    expect(await admitOverHttp(sandbox, request)).toEqual({ status: 200, body: sandbox.director.admit(request) });
    expect(await admitOverHttp(sandbox, { ...request, streamName: 'other' })).toEqual({
      status: 200,
      body: { admitted: false, reason: 'stream_not_allowed' },
    });
  });

  it.each([
    [{ kind: 'watch', streamName: 'cam' }, 'kind'],
    [{ kind: 'publish' }, 'streamName'],
    [{ kind: 'publish', streamName: 'cam', at: 'soon' }, 'at'],
    [{ kind: 'publish', streamName: 'cam', at: '2026-19-39T00:00:00Z' }, 'at'],
    [{ kind: 'publish', streamName: 'cam', adress: '10.0.0.1' }, 'adress'],
    [[], 'model'],
  ])('refuses %j', async (request, field) => {
    const sandbox = await running();
    expect(await admitOverHttp(sandbox, request)).toEqual({
      status: 400,
      body: { status: 'fail', data: { [field]: expect.any(String) } },
    });
  });

  it('takes JSON by POST only', async () => {
    const { url } = await running();
    expect((await fetch(`${url}/director/admit`)).status).toBe(405);
    expect((await fetch(`${url}/director/admit`, { method: 'POST', body: '{' })).status).toBe(400);
  });
});

async function admitOverHttp(sandbox: Running, request: unknown) {
  const answer = await fetch(`${sandbox.url}/director/admit`, { method: 'POST', body: JSON.stringify(request) });
  return { status: answer.status, body: await answer.json() };
}

/** Resolves when the stand-in has taken in that many calls. */
async function arrivalOf(sandbox: Running, count: number): Promise<void> {
  while (sandbox.calls.length < count) await new Promise((next) => setImmediate(next));
}
