import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connection } from '../../../lambda/momento/connection.ts';
import { adminTokensRoute, clientTokensRoute } from '../../../lambda/momento/contract.ts';
import { createHandler } from '../../../lambda/momento/create-handler.ts';
import { MomentoKeys } from '../../../lambda/momento/keys.ts';
import { connectMomento, MOMENTO_TIMES } from '../../../lambda/momento/momento.ts';
import type { MomentoOptions } from '../../../lambda/momento/options.ts';
import { demoApiKey, type MomentoSandbox, startMomentoSandbox } from '../../../lambda/momento/sandbox/sandbox.ts';
import { tokenSource } from '../../../lambda/momento/token-source.ts';
import { providerKeys } from '../../../lambda/shared/providers/provider-keys.ts';
import { apiEvent, bodyOf, REQUEST_ID } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { rightsOfClient } from '../../support/rights.ts';

const keys = { apiKey: demoApiKey() };
const options: MomentoOptions = {
  client: { cache: 'game', topics: { role: 'subscribeonly', names: 'all' }, lifetimeSeconds: 3_600 },
  admin: { cache: 'game', items: { role: 'readwrite', keyPrefix: 'shop/' }, lifetimeSeconds: 600 },
  reuse: 'viewer',
};

let clock: ManualClock;
let sandbox: MomentoSandbox;
beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 1, 12));
  sandbox = await startMomentoSandbox({ keys, now: clock.now });
});
afterEach(() => sandbox.close());

/** The function over the sandbox and a secret with this value. */
function momento(secret: unknown = keys, times: Partial<typeof MOMENTO_TIMES> = {}) {
  const read = async () => ({ value: JSON.stringify(secret), createdAt: 0 });
  const tools = { now: clock.now, random: () => 0, sleep: async () => {} };
  const connected = connection(providerKeys('Momento', MomentoKeys, read, clock.now), (apiKey) =>
    connectMomento(apiKey, sandbox.url, { ...MOMENTO_TIMES, ...times }, tools),
  );
  return createHandler(tokenSource(connected, options, clock.now), clock.now, rightsOfClient());
}

/** A request as it comes through CloudFront from this address. */
function from(viewerAddress: string, route: typeof clientTokensRoute | typeof adminTokensRoute = clientTokensRoute) {
  const event = apiEvent(route);
  return { ...event, headers: { ...event.headers, 'CloudFront-Viewer-Address': viewerAddress } };
}

describe('GET /tokens and GET /admin/tokens', () => {
  it('answer a token of the route’s scope, with the caller’s name in it', async () => {
    const log = captureLog();
    const handler = momento();
    const answer = await handler(from('203.0.113.7:4711'));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'Cache-Control': 'no-store' });
    const { token, ...rest } = bodyOf(answer);
    const exp = Date.UTC(2026, 0, 1, 13) / 1000;
    expect(rest).toEqual({ exp, endpoint: new URL(sandbox.url).host, expiresAt: '2026-01-01T13:00:00.000Z' });
    expect(sandbox.decode(String(token))).toEqual({
      permissions: [{ role: 'subscribeonly', cache: 'game', topic: '*' }],
      tokenId: 'client',
      exp,
    });
    const admins = bodyOf(await handler(from('203.0.113.7:4711', adminTokensRoute)));
    expect(sandbox.decode(String(admins.token))).toMatchObject({
      permissions: [{ role: 'readwrite', cache: 'game', items: 'shop/*' }],
    });
    expect(log.lines()).toMatchObject([
      { message: 'vended', route: 'GET /tokens', status: 200, caller: 'client' },
      { message: 'vended', route: 'GET /admin/tokens', status: 200 },
    ]);
    for (const secret of [token, admins.token, keys.apiKey, '203.0.113.7']) expect(log.text()).not.toContain(secret);
  });

  it('give a viewer the same token, from whatever port, until its last minute', async () => {
    captureLog();
    const handler = momento();
    const ask = async (address: string) => bodyOf(await handler(from(address))).token;
    const first = await ask('203.0.113.7:4711');
    expect(await ask('203.0.113.7:1')).toBe(first);
    expect(await ask('203.0.113.8:4711')).not.toBe(first);
    const ipv6 = await ask('[2001:db8::1]:4711');
    expect(await ask('2001:db8:0:0:0:0:0:1:443')).toBe(ipv6);
    expect(sandbox.calls.token).toBe(3);
    clock.advance(59 * 60_000);
    expect(await ask('203.0.113.7:4711')).not.toBe(first);
  });

  it('can’t be told by the viewer who it is', async () => {
    captureLog();
    const handler = momento();
    const event = from('203.0.113.7:4711');
    const first = bodyOf(await handler(event)).token;
    const headers = { ...event.headers, 'X-Forwarded-For': '203.0.113.9', 'True-Client-IP': '203.0.113.9' };
    expect(bodyOf(await handler({ ...event, headers })).token).toBe(first);
  });

  it('answer while the cache is down, and after it', async () => {
    captureLog();
    // Time enough for a busy machine to read the cache once it is there again.
    const handler = momento(keys, { cacheMs: 1_000 });
    for (const behaviour of ['hang', { status: status.UNAVAILABLE }] as const) {
      sandbox.behave('cache', behaviour);
      expect((await handler(from('203.0.113.7:1'))).statusCode).toBe(200);
      clock.advance(5_000);
    }
    sandbox.behave('cache', 'ok');
    const { token } = bodyOf(await handler(from('203.0.113.7:1')));
    expect(bodyOf(await handler(from('203.0.113.7:1'))).token).toBe(token);
  });

  it.each([
    ['forbids', { status: status.PERMISSION_DENIED }, 502, 'provider_refused'],
    ['is at its limit', { status: status.RESOURCE_EXHAUSTED }, 429, 'too_many_requests'],
    ['is down', { status: status.UNAVAILABLE }, 502, 'provider_failed'],
    ['is slow', { status: status.DEADLINE_EXCEEDED }, 504, 'provider_timeout'],
  ] as const)('answer nothing Momento said when it %s', async (_what, behaviour, http, code) => {
    const log = captureLog();
    sandbox.behave('token', behaviour);
    const answer = await momento()(from('203.0.113.7:1'));
    expect(answer.statusCode).toBe(http);
    expect(answer.headers?.['Retry-After']).toBe(http === 429 ? '1' : undefined);
    expect(bodyOf(answer)).toEqual({ error: expect.stringContaining('Momento'), code, requestId: REQUEST_ID });
    expect(log.lines()).toMatchObject([{ status: http, code, cause: expect.stringMatching(/^Fault\(/) }]);
    for (const text of ['told to fail', keys.apiKey]) expect(answer.body + log.text()).not.toContain(text);
  });

  it('take no parameter but tokenId and renew: nothing a viewer sends widens a scope', async () => {
    captureLog();
    const answer = await momento()(apiEvent(clientTokensRoute, { audience: 'admin' }));
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ error: 'unknown parameter "audience": this route takes tokenId, renew' });
  });

  it.each([clientTokensRoute, adminTokensRoute])('make another token where one was refused: $path', async (route) => {
    const log = captureLog();
    const handler = momento();
    const event = from('203.0.113.7:4711', route);
    const { token } = bodyOf(await handler(event));
    clock.advance(60_000);
    const renewing = { ...event, multiValueQueryStringParameters: { renew: ['true'] } };
    const renewed = bodyOf(await handler(renewing)).token;
    expect(renewed).not.toBe(token);
    expect(bodyOf(await handler(renewing)).token).toBe(renewed);
    expect(bodyOf(await handler(event)).token).toBe(renewed);
    expect(sandbox.calls.token).toBe(2);
    const told = log.lines().filter(({ message }) => message === 'vended');
    expect(told.map(({ subject }) => subject)).toEqual([undefined, { renew: 'true' }, { renew: 'true' }, undefined]);
  });
});

describe('the connection', () => {
  /** Stands before the sandbox and knows what is connected. */
  async function counted() {
    const open = new Set<Socket>();
    const target = new URL(sandbox.url);
    const server = createServer((socket) => {
      open.add(socket);
      const onwards = connect(Number(target.port), target.hostname);
      socket.pipe(onwards).pipe(socket);
      for (const end of [socket, onwards]) end.on('error', () => {});
      socket.on('close', () => open.delete(socket));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const ended = async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    };
    return { url: `http://127.0.0.1:${port}`, open, ended };
  }

  it('is made once; when the API key has changed, or is there no more, the old one is closed', async () => {
    const { url, open, ended } = await counted();
    let secret: unknown = keys;
    const made: string[] = [];
    const tools = { now: clock.now, random: Math.random, sleep: async () => {} };
    const read = async () => ({ value: JSON.stringify(secret), createdAt: 0 });
    const connected = connection(providerKeys('Momento', MomentoKeys, read, clock.now), (apiKey) => {
      made.push(apiKey);
      return connectMomento(apiKey, url, MOMENTO_TIMES, tools);
    });
    const scope = options.client;
    const use = async () => {
      const { momento } = await connected();
      // A stranger's key is refused, which takes connections too.
      await momento.generateToken(scope, 'client').catch(() => {});
      await momento.getItem('game', 'key').catch(() => {});
      return momento;
    };

    const first = await use();
    expect(await use()).toBe(first);
    expect(made).toEqual([keys.apiKey]);
    const connections = open.size;
    expect(connections).toBeGreaterThan(0);

    const another = demoApiKey();
    secret = { apiKey: another };
    clock.advance(5 * 60_000);
    expect(await use()).not.toBe(first);
    expect(made).toEqual([keys.apiKey, another]);
    await vi.waitFor(() => expect(open.size).toBe(connections), 20_000);

    secret = { apiKey: '' };
    clock.advance(5 * 60_000);
    await expect(connected()).rejects.toMatchObject({ code: 'not_configured' });
    await vi.waitFor(() => expect(open.size).toBe(0), 20_000);
    await ended();
  });
});
