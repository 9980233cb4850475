import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, createClient } from '../../client/create-client.ts';
import { StagepassError } from '../../client/error.ts';
import { routes } from '../../client/routes.ts';
import { type LocalServer, listen } from '../../local/listen.ts';

const servers: LocalServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A client of a server that answers like this; what the server got is kept. */
async function clientOf(answer: RequestListener, options: Partial<ClientOptions> = {}) {
  const got: IncomingMessage[] = [];
  const server = await listen(
    createServer((request, response) => {
      got.push(request);
      answer(request, response);
    }),
  );
  servers.push(server);
  return { client: createClient({ url: server.url, ...options }), got, server };
}

const vended =
  (lifetimeMs: number, offMs = 0): RequestListener =>
  (_, response) => {
    const serverTime = Date.now() + offMs;
    response.setHeader('Date', new Date(serverTime).toUTCString());
    response.end(JSON.stringify({ token: 't', expiresAt: new Date(serverTime + lifetimeMs).toISOString() }));
  };

const refused =
  (status: number, code: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end(JSON.stringify({ error: 'the reason', code, requestId: 'r-1' }));
  };

async function errorOf(promise: Promise<unknown>): Promise<StagepassError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StagepassError)) throw new Error(`not a StagepassError: ${error}`);
  return error;
}

describe('createClient', () => {
  it('has a method for every route', () => {
    expect(Object.keys(createClient({ url: 'http://127.0.0.1' }))).toEqual(Object.keys(routes));
  });

  it('asks as the contract says, and leaves out what isn’t given', async () => {
    const { client, got } = await clientOf(vended(60_000));
    await client.agoraRtc({ channelName: 'a b&c', uid: 7, role: undefined });
    expect(got[0]?.method).toBe('GET');
    expect(got[0]?.url).toBe('/access_token?channelName=a+b%26c&uid=7');
    expect(got[0]?.headers.authorization).toBeUndefined();
  });

  it('takes a URL with a slash at its end', async () => {
    const { server, got } = await clientOf(vended(60_000));
    await createClient({ url: new URL(server.url) }).agoraRtc({ channelName: 'c' });
    expect(got[0]?.url).toBe('/access_token?channelName=c');
  });

  it('sends name and password as UTF-8', async () => {
    const { client, got } = await clientOf(vended(60_000), { credentials: { username: 'client', password: 'wörd:✓' } });
    await client.agoraRtc({ channelName: 'c' });
    const [scheme, encoded] = got[0]?.headers.authorization?.split(' ') ?? [];
    expect([scheme, Buffer.from(encoded ?? '', 'base64').toString()]).toEqual(['Basic', 'client:wörd:✓']);
  });

  it('says how long the token lives by the server’s clock, whatever its own says', async () => {
    for (const offMs of [0, -86_400_000, 86_400_000]) {
      const { client } = await clientOf(vended(60_000, offMs));
      const { lifetimeMs, token } = await client.agoraRtc({ channelName: 'c' });
      expect(token).toBe('t');
      expect(lifetimeMs).toBeLessThanOrEqual(60_000);
      expect(lifetimeMs).toBeGreaterThanOrEqual(58_000);
    }
  });

  it('goes by its own clock where the server’s can’t be read', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const { client } = await clientOf((_, response) => {
      response.sendDate = false;
      response.end(JSON.stringify({ token: 't', expiresAt }));
    });
    const { lifetimeMs } = await client.agoraRtc({ channelName: 'c' });
    expect(lifetimeMs).toBeGreaterThan(50_000);
    expect(lifetimeMs).toBeLessThanOrEqual(60_000);
  });

  it('rejects with what the answer says', async () => {
    const { client, got } = await clientOf(refused(400, 'invalid_request'));
    expect(await errorOf(client.agoraRtc({ channelName: '' }))).toMatchObject({
      name: 'StagepassError',
      message: 'the reason',
      code: 'invalid_request',
      status: 400,
      requestId: 'r-1',
      retryAfter: undefined,
    });
    expect(got).toHaveLength(1);
  });

  it.each([429, 503])('tries again after %i, when and only when it is told when', async (status) => {
    let failing = 1;
    const { client, got } = await clientOf((request, response) => {
      failing -= 1;
      const answer = failing >= 0 ? refused(status, 'unavailable', { 'Retry-After': '0' }) : vended(60_000);
      answer(request, response);
    });
    await client.agoraRtc({ channelName: 'c' });
    expect(got).toHaveLength(2);

    const untold = await clientOf(refused(status, 'not_configured'));
    expect((await errorOf(untold.client.interactivity())).status).toBe(status);
    expect(untold.got).toHaveLength(1);
  });

  it('gives up after three attempts, and at once when there is no time to wait that long', async () => {
    const thrice = await clientOf(refused(429, 'too_many_requests', { 'Retry-After': '0' }));
    expect((await errorOf(thrice.client.interactivity())).retryAfter).toBe(0);
    expect(thrice.got).toHaveLength(3);

    const late = await clientOf(refused(503, 'unavailable', { 'Retry-After': '60' }));
    expect(await errorOf(late.client.interactivity())).toMatchObject({ code: 'unavailable', retryAfter: 60 });
    expect(late.got).toHaveLength(1);
  });

  it.each([
    ['a page', 200, '<html>'],
    ['text that is JSON but no object', 200, '"hello"'],
    ['a stranger’s error', 502, 'Bad gateway'],
    ['a stranger’s JSON error', 400, '{"message":"no"}'],
  ])('takes %s for no answer of Stagepass', async (_what, status, text) => {
    const { client } = await clientOf((_request, response) => response.writeHead(status).end(text));
    expect(await errorOf(client.interactivity())).toMatchObject({ code: 'unexpected_answer', status });
  });

  it('follows no redirect: the password is for this URL', async () => {
    const { client, got } = await clientOf((_, response) => response.writeHead(302, { Location: '/token2' }).end());
    expect((await errorOf(client.interactivity())).code).toBe('unreachable');
    expect(got).toHaveLength(1);
  });

  it('tells an unreachable server from one that is too slow', async () => {
    const { client, server } = await clientOf(() => {}, { timeoutMs: 50 });
    expect(await errorOf(client.interactivity())).toMatchObject({ code: 'timed_out', status: 0 });
    await server.close();
    servers.pop();
    expect(await errorOf(client.interactivity({}, { timeoutMs: 5_000 }))).toMatchObject({
      code: 'unreachable',
      status: 0,
    });
  });

  it('is called off by the caller’s signal, with its reason: while asking, while waiting, and before', async () => {
    const reason = new Error('the user left');
    const hanging = new AbortController();
    const asking = await clientOf(() => hanging.abort(reason));
    await expect(asking.client.interactivity({}, { signal: hanging.signal })).rejects.toBe(reason);
    await expect(asking.client.interactivity({}, { signal: hanging.signal })).rejects.toBe(reason);
    expect(asking.got).toHaveLength(1);

    const pausing = new AbortController();
    const waiting = await clientOf(refused(503, 'unavailable', { 'Retry-After': '5' }));
    const call = waiting.client.interactivity({}, { signal: pausing.signal });
    await vi.waitFor(() => expect(waiting.got).toHaveLength(1));
    pausing.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(waiting.got).toHaveLength(1);
  });
});
