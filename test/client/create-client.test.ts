import { getEventListeners } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ClientOptions } from '../../client/client-of.ts';
import { createClient } from '../../client/create-client.ts';
import { keepFresh } from '../../client/keep-fresh.ts';
import { routes } from '../../client/routes.ts';
import { type LocalServer, listen } from '../../local/listen.ts';
import { errorOf } from './error-of.ts';
import { asInReactNative, asInWorkers } from './platforms.ts';

const servers: LocalServer[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
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

const credentials = { username: 'client', password: 'pass' };

/** A client whose fetch answers like this; what fetch was asked is kept. */
function answeredBy(answer: () => Response, options: Partial<ClientOptions> = {}) {
  const sent: (RequestInit & { readonly url: string })[] = [];
  const fetch = async (url: unknown, init?: RequestInit) => {
    sent.push({ url: String(url), ...init });
    return answer();
  };
  return { client: createClient({ url: 'https://stagepass.example', fetch, ...options }), sent };
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

describe('createClient', () => {
  it('asks for a project in the URL, whether a route takes a body or not', async () => {
    const { client, sent } = answeredBy(() => Response.json({ token: 't', expiresAt: '2030-01-01T00:00:00Z' }));
    await client.agoraRtc({ channelName: 'a' }, { project: 'eu' });
    await client.interactivity({}, { project: 'eu' });
    await client.createPublishToken({ label: 'x', streams: [{ streamName: 'a' }] }, { project: 'eu' });
    expect(sent.map(({ url }) => url.replace('https://stagepass.example', ''))).toEqual([
      '/access_token?channelName=a&project=eu',
      '/token?project=eu',
      '/millicast/publish_token?project=eu',
    ]);
    expect(sent[2]?.body).toBe('{"label":"x","streams":[{"streamName":"a"}]}');
  });

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

  it('writes true and false as the contract reads them', async () => {
    const { client, got } = await clientOf(vended(60_000));
    await client.interactivity({ renew: true });
    await client.interactivity({ renew: undefined });
    await client.listPublishTokensByName({ name: 'a', page: 1, itemsOnPage: 5, isDescending: false });
    expect(got.map(({ url }) => url)).toEqual([
      '/token?renew=true',
      '/token',
      '/millicast/publish_token/list_by_name?name=a&page=1&itemsOnPage=5&isDescending=false',
    ]);
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

  it.each([
    ['neither sends the browser’s credentials nor asks for any where it has its own', { credentials }, 'omit'],
    ['sends the browser’s where it has none', {}, 'include'],
  ])('%s', async (_what, options, expected) => {
    const { client, sent } = answeredBy(() => new Response('{}'), options);
    expect(await client.interactivity()).toEqual({});
    expect(sent).toMatchObject([{ credentials: expected, redirect: 'manual' }]);
  });

  it('leaves the field out where fetch doesn’t know it', async () => {
    vi.stubGlobal('Request', undefined);
    const { client, sent } = answeredBy(() => new Response('{}'));
    await client.interactivity();
    expect(sent[0]).not.toHaveProperty('credentials');
  });

  it('puts parameters of the path there, whatever they are, and all else into the query or the body', async () => {
    const { client, sent } = answeredBy(() => new Response('{}'));
    await client.readPublishToken({ tokenId: 7 });
    await client.readPublishToken({ tokenId: '../list?a=b' });
    await client.updatePublishToken({ tokenId: 7, label: 'a', isActive: undefined });
    expect(sent).toMatchObject([
      { url: 'https://stagepass.example/millicast/publish_token/7', method: 'GET' },
      { url: 'https://stagepass.example/millicast/publish_token/..%2Flist%3Fa%3Db', method: 'GET' },
      {
        url: 'https://stagepass.example/millicast/publish_token/7',
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: '{"label":"a"}',
      },
    ]);
    expect([sent[0]?.headers, sent[0]?.body]).toEqual([{}, undefined]);
  });

  it.each([undefined, '', '.', '..'])('asks for nothing where a parameter of the path is %j', async (tokenId) => {
    const { client, sent } = answeredBy(() => new Response('{}'));
    expect(await errorOf(client.readPublishToken({ tokenId } as { tokenId: string }))).toMatchObject({
      code: 'invalid_request',
      message: 'tokenId must be given, and be no dots',
    });
    expect(sent).toEqual([]);
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

  it('uses its own clock where the server’s can’t be read', async () => {
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

  it.each(['5x', 'x5', 'Wed, 21 Oct 2026 07:28:00 GMT'])('takes %j for no time to wait', async (retryAfter) => {
    const { client, got } = await clientOf(refused(503, 'unavailable', { 'Retry-After': retryAfter }));
    expect((await errorOf(client.interactivity())).retryAfter).toBeUndefined();
    expect(got).toHaveLength(1);
  });

  it('doesn’t try other errors again, even with a Retry-After', async () => {
    const { client, got } = await clientOf(refused(400, 'invalid_request', { 'Retry-After': '0' }));
    expect((await errorOf(client.interactivity())).retryAfter).toBe(0);
    expect(got).toHaveLength(1);
  });

  it('takes a request’s id for one only where it is text', async () => {
    const body = JSON.stringify({ error: 'the reason', code: 'invalid_request', requestId: 5 });
    const { client } = answeredBy(() => new Response(body, { status: 400 }));
    expect(await errorOf(client.interactivity())).toMatchObject({ message: 'the reason', requestId: undefined });
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

    const late = await clientOf(refused(503, 'unavailable', { 'Retry-After': '4' }), { timeoutMs: 4_000 });
    expect(await errorOf(late.client.interactivity())).toMatchObject({ code: 'unavailable', retryAfter: 4 });
    expect(late.got).toHaveLength(1);
  });

  it.each([
    ['a page', 200, '<html>'],
    ['text that is JSON but no object', 200, '"hello"'],
    ['JSON that is nothing', 200, 'null'],
    ['a stranger’s error', 502, 'Bad gateway'],
    ['a stranger’s JSON error', 400, '{"message":"no"}'],
    ['an error without a code', 400, '{"error":"no"}'],
    ['a code without an error', 400, '{"code":"not_found"}'],
  ])('takes %s for no answer of Stagepass', async (_what, status, text) => {
    const { client, server } = await clientOf((_request, response) => response.writeHead(status).end(text));
    const said = status === 200 ? 'answered something other than JSON' : 'did not answer as Stagepass does';
    expect(await errorOf(client.interactivity())).toMatchObject({
      code: 'unexpected_answer',
      status,
      message: `${server.url}/token ${said} (status ${status})`,
    });
  });

  it.each([300, 302, 399])('follows no redirect, such as a %i: the password is for this URL', async (status) => {
    const { client, got } = await clientOf((_, response) => response.writeHead(status, { Location: '/token2' }).end());
    const error = await errorOf(client.interactivity());
    expect(error).toMatchObject({ code: 'unexpected_answer', status });
    expect(error.message).toContain('/token redirects to another URL');
    expect(got).toHaveLength(1);
  });

  it('reports a redirect that a browser hides', async () => {
    const opaque = Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } });
    const { client } = answeredBy(() => opaque);
    expect((await errorOf(client.interactivity())).message).toContain('/token redirects to another URL');
  });

  it('says “no answer” only where there was none', async () => {
    const part = '{"access_token":"t"';
    const broken = await clientOf((_, response) => {
      response.writeHead(200, { 'Content-Length': '500' }).write(part, () => response.destroy());
    });
    const error = await errorOf(broken.client.interactivity());
    expect(error).toMatchObject({ code: 'unexpected_answer', status: 200 });
    expect(error.message).toBe(`the answer of ${broken.server.url}/token broke off (status 200)`);

    const page = await clientOf((_, response) => response.end('<html>'));
    expect((await errorOf(page.client.interactivity())).message).toContain('answered something other than JSON');

    const stuck = await clientOf((_, response) => response.writeHead(200).write(part), { timeoutMs: 100 });
    const late = await errorOf(stuck.client.interactivity());
    expect(late).toMatchObject({ code: 'timed_out', message: `${stuck.server.url}/token took longer than 100 ms` });

    const leaving = new AbortController();
    const reason = new Error('the user left');
    const reading = await clientOf((_, response) => response.writeHead(200).write(part, () => leaving.abort(reason)));
    await expect(reading.client.interactivity({}, { signal: leaving.signal })).rejects.toBe(reason);
  });

  it('asks a page of another origin about allowedOrigins, since its browser doesn’t say', async () => {
    const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    const messageAt = async (url: string) => (await errorOf(createClient({ url, fetch }).interactivity())).message;
    expect(await messageAt('https://stagepass.example')).toBe('no answer from https://stagepass.example/token');
    vi.stubGlobal('location', { origin: 'https://app.example' });
    expect(await messageAt('https://stagepass.example')).toMatch(/is https:\/\/app.example among .* allowedOrigins\?$/);
    expect(await messageAt('https://app.example.org')).toContain('allowedOrigins');
    expect(await messageAt('https://app.example')).toBe('no answer from https://app.example/token');
    expect(await messageAt('https://app.example/stagepass')).not.toContain('allowedOrigins');
  });

  it('shows no parameter in a message: it says whom a token is for', async () => {
    const { client, server } = await clientOf((_, response) => response.end('?'));
    const inQuery = await errorOf(client.agoraRtm({ userId: 'ada' }));
    expect(inQuery.message).toContain(`${server.url}/rtm_token answered`);
    const inPath = await errorOf(client.agoraUiKitRtm({ userId: 'ada' }));
    expect(inPath.message).toContain(`${server.url}/rtm/{userId} answered`);
    for (const { message } of [inQuery, inPath]) expect(message).not.toContain('ada');
  });

  it('tells an unreachable server from one that is too slow', async () => {
    const { client, server } = await clientOf(() => {}, { timeoutMs: 50 });
    const cause = expect.any(Error);
    expect(await errorOf(client.interactivity())).toMatchObject({ code: 'timed_out', status: 0, cause });
    await server.close();
    servers.pop();
    expect(await errorOf(client.interactivity({}, { timeoutMs: 5_000 }))).toMatchObject({
      code: 'unreachable',
      status: 0,
      cause,
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

describe('a call that is over', () => {
  /** What would keep a process from ending, or the caller's signal from going. */
  function left(signal: AbortSignal): number[] {
    return [vi.getTimerCount(), getEventListeners(signal, 'abort').length];
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
  });

  it.each([200, 400])('leaves no timer, and nothing at the caller’s signal: %i', async (status) => {
    const { signal } = new AbortController();
    const { client } = answeredBy(() => new Response('{"error":"no","code":"not_found"}', { status }));
    await client.interactivity({}, { signal }).catch(() => {});
    expect(left(signal)).toEqual([0, 0]);
  });

  it.each(['while it waits to ask again', 'as the refusal comes'])(
    'leaves none when it is called off %s',
    async (when) => {
      const leaving = new AbortController();
      const reason = new Error('the user left');
      const { client, sent } = answeredBy(() => {
        if (when === 'as the refusal comes') leaving.abort(reason);
        const body = '{"error":"later","code":"unavailable"}';
        return new Response(body, { status: 503, headers: { 'Retry-After': '5' } });
      });
      const call = expect(client.interactivity({}, { signal: leaving.signal })).rejects.toBe(reason);
      await new Promise(setImmediate);
      leaving.abort(reason);
      await call;
      expect([left(leaving.signal), sent.length]).toEqual([[0, 0], 1]);
    },
  );
});

describe('the URL of a client', () => {
  it.each([
    ['https://stagepass.example', '/token'],
    ['https://stagepass.example///', '/token'],
    ['HTTP://127.0.0.1:8080', '/token'],
    ['https://app.example/behind/a/proxy/', '/behind/a/proxy/token'],
    ['http://token', '/token'],
    [new URL('https://stagepass.example'), '/token'],
  ])('may be %s', async (url, path) => {
    const asked: string[] = [];
    const fetch = async (address: unknown) => {
      asked.push(String(address));
      return new Response('{}');
    };
    await createClient({ url, fetch }).interactivity();
    expect(asked.map((address) => new URL(address).pathname)).toEqual([path]);
  });

  it.each([
    ['stagepass.example', /https:\/\/ or http:\/\//],
    ['localhost:8080', /https:\/\/ or http:\/\//],
    ['/stagepass', /https:\/\/ or http:\/\//],
    ['//stagepass.example', /https:\/\/ or http:\/\//],
    ['ws://stagepass.example', /https:\/\/ or http:\/\//],
    ['https://', /https:\/\/ or http:\/\//],
    ['https://stagepass.example:99999', /https:\/\/ or http:\/\//],
    ['https://stagepass.example\n', /https:\/\/ or http:\/\//],
    [undefined as unknown as string, /https:\/\/ or http:\/\//],
    ['https://stagepass.example?stage=dev', /before any \? or #/],
    ['https://stagepass.example/#top', /before any \? or #/],
    ['https://stagepass.example/token', /before \/token:/],
    ['https://stagepass.example/access_token/', /before \/access_token:/],
    ['https://stagepass.example/admin/tokens', /tokens: each method adds the path/],
    ['https://stagepass.example/millicast/publish_token/7', /before \/millicast\/publish_token\/\{tokenId\}:/],
    ['https://stagepass.example/token?a=b', /before any \? or #/],
  ])('is refused at once when it is %s', (url, expected) => {
    expect(() => createClient({ url })).toThrow(TypeError);
    expect(() => createClient({ url })).toThrow(expected);
  });

  it.each([
    'https://ada:s3cret@stagepass.example',
    'https://s3cret@stagepass.example/token',
    'https://ada:s3/cret@stagepass.example',
    'https://ada:s3?cret#@stagepass.example',
    'ada:s3cret@stagepass.example',
    new URL('https://ada:s3cret@stagepass.example'),
  ])('holds no credentials, and what stood in it is never shown: %s', (url) => {
    const fetch = vi.fn();
    let thrown: unknown;
    try {
      createClient({ url, fetch });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TypeError);
    expect((thrown as Error).message).toContain('give them as credentials');
    expect((thrown as Error).message).not.toMatch(/ada|s3|cret/);
    expect((thrown as Error).cause).toBeUndefined();
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('timeoutMs', () => {
  it.each([0, -1, Number.NaN, Number.NEGATIVE_INFINITY])('can’t be %d', async (timeoutMs) => {
    const fetch = vi.fn();
    expect(() => createClient({ url: 'https://stagepass.example', fetch, timeoutMs })).toThrow(RangeError);
    const client = createClient({ url: 'https://stagepass.example', fetch });
    await expect(client.interactivity({}, { timeoutMs })).rejects.toThrow('timeoutMs must be above 0');
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 31 - 1, Number.MAX_VALUE])(
    'leaves an answer its time, and a retry too, when it is %d',
    async (timeoutMs) => {
      let refusals = 1;
      const { client, got } = await clientOf(
        (request, response) => {
          refusals -= 1;
          if (refusals >= 0) return refused(429, 'too_many_requests', { 'Retry-After': '0' })(request, response);
          setTimeout(() => vended(60_000)(request, response), 50);
        },
        { timeoutMs },
      );
      expect((await client.agoraRtc({ channelName: 'c' })).token).toBe('t');
      expect(got).toHaveLength(2);
    },
  );

  it('without end is no reason to wait longer than a timer can, which would be not at all', async () => {
    const { client, got } = await clientOf(refused(429, 'too_many_requests', { 'Retry-After': '2147484' }), {
      timeoutMs: Number.POSITIVE_INFINITY,
    });
    expect(await errorOf(client.interactivity())).toMatchObject({ status: 429, retryAfter: 2_147_484 });
    expect(got).toHaveLength(1);
  });
});

describe.each([
  ['Cloudflare Workers', asInWorkers],
  ['React Native', asInReactNative],
])('in %s', (_name, stub) => {
  it('asks and answers', async () => {
    stub();
    const { client, got } = await clientOf(vended(60_000), { credentials });
    expect((await client.agoraRtc({ channelName: 'a b&c', uid: 7 })).token).toBe('t');
    expect(new URL(got[0]?.url ?? '', 'http://host').searchParams.toString()).toBe('channelName=a+b%26c&uid=7');
    expect(got[0]?.headers.authorization).toBe(`Basic ${btoa('client:pass')}`);
    await client.interactivity();
    expect(got[1]?.url).toBe('/token');
  });

  it('is called off and times out', async () => {
    stub();
    const { client } = await clientOf(() => {});
    expect(await errorOf(client.interactivity({}, { timeoutMs: 50 }))).toMatchObject({ code: 'timed_out' });
    const leaving = new AbortController();
    const call = client.interactivity({}, { signal: leaving.signal });
    leaving.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('keeps a token fresh, and stops', async () => {
    stub();
    const { client } = await clientOf(vended(60_000));
    const fresh = keepFresh(
      ({ signal }) => client.agoraRtc({ channelName: 'c' }, { signal }),
      () => {},
    );
    expect((await fresh.get()).token).toBe('t');
    fresh.stop();
    await expect(fresh.renew()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

it('says that there is no fetch', () => {
  vi.stubGlobal('fetch', undefined);
  expect(() => createClient({ url: 'https://stagepass.example' })).toThrow(/no fetch here/);
});
