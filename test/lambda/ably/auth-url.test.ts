import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Ably from 'ably';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ablyTokenRequestRoute, ablyTokenRoute } from '../../../lambda/ably/contract.ts';
import { createHandler } from '../../../lambda/ably/create-handler.ts';
import { apiEvent } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { keys, NOW, options, secret } from './fixtures.ts';

/*
 * Ably’s own SDK asks the function, over HTTP, and takes what it answers.
 */

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

async function listening(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const routes = [ablyTokenRoute, ablyTokenRequestRoute];
const nonces = Array.from({ length: 9 }, (_, at) => `nonce-of-a-test-${at}`);
const handler = createHandler(
  async () => keys,
  options,
  () => NOW,
  () => nonces.pop() ?? '',
  rightsOfClient({ only: { clientIds: ['ada', 'Ädä ✓'], operations: ['publish', 'subscribe'] } }),
);

const asked: IncomingMessage[] = [];
const stagepass = await listening(async (request, response) => {
  asked.push(request);
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const route = routes.find(({ path }) => path === pathname) ?? ablyTokenRoute;
  const { statusCode, headers, body } = await handler(apiEvent(route, Object.fromEntries(searchParams)));
  response.writeHead(statusCode, headers as Record<string, string>).end(body);
});

/** What Ably was sent, and its answer to it: a token where the signature is right. */
const exchanged: Record<string, unknown>[] = [];
const service = await listening((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    const sent = JSON.parse(text);
    exchanged.push(sent);
    const fields = ['keyName', 'ttl', 'capability', 'clientId', 'timestamp', 'nonce'];
    const signed = fields.map((field) => `${sent[field]}\n`).join('');
    const isSigned = createHmac('sha256', secret).update(signed).digest('base64') === sent.mac;
    const isFor = request.url === `/keys/${sent.keyName}/requestToken`;
    const answer = { token: 'token-of-ably', issued: NOW, expires: NOW + sent.ttl, clientId: sent.clientId };
    response.writeHead(isSigned && isFor ? 200 : 401, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
});

function sdk(path: string, more: Ably.ClientOptions = {}) {
  return new Ably.Rest({
    authUrl: `http://127.0.0.1:${stagepass}${path}`,
    authHeaders: { Authorization: 'Basic Y2xpZW50OnBhc3N3b3Jk' },
    endpoint: '127.0.0.1',
    port: service,
    tls: false,
    useBinaryProtocol: false,
    logLevel: 0,
    ...more,
  }).auth;
}

beforeEach(() => {
  captureLog();
  asked.length = 0;
});

describe('as Ably’s authUrl', () => {
  it('/ably/token gives TokenDetails', async () => {
    const auth = sdk('/ably/token', { clientId: 'ada' });
    const details = await auth.authorize();
    expect(details).toEqual({
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      issued: Math.floor(NOW / 1000) * 1000,
      expires: Math.floor(NOW / 1000) * 1000 + 3_600_000,
      capability: '{"chat:*":["publish","subscribe"],"news":["subscribe"]}',
      clientId: 'ada',
      expiresAt: '2026-01-01T13:00:00.000Z',
    });
    expect(asked[0]?.headers.authorization).toBe('Basic Y2xpZW50OnBhc3N3b3Jk');
  });

  it('takes its parameters from authParams, and what SDKs add to them', async () => {
    const authParams = {
      clientId: 'Ädä ✓',
      channel: 'chat:a&b',
      operations: 'publish',
      expireTime: '60',
      rnd: '1',
      format: 'json',
    };
    const details = await sdk('/ably/token', { authParams }).requestToken();
    expect(details).toMatchObject({ clientId: 'Ädä ✓', capability: '{"chat:a&b":["publish"]}' });
    expect(details.expires - details.issued).toBe(60_000);
  });

  it('/ably/token_request is exchanged as it is, each time another one', async () => {
    const auth = sdk('/ably/token_request', { clientId: 'ada' });
    for (const _ of [1, 2]) {
      expect(await auth.requestToken()).toMatchObject({ token: 'token-of-ably', clientId: 'ada' });
    }
    const [first, second] = exchanged;
    expect(first?.nonce).not.toBe(second?.nonce);
    expect(Object.keys(first ?? {}).sort()).toEqual(Object.keys(ablyTokenRequestRoute.response.entries).sort());
  });

  it('tells what was wrong with a request', async () => {
    await expect(sdk('/ably/token', { clientId: 'eve' }).requestToken()).rejects.toMatchObject({
      code: 40170,
      message: expect.stringContaining('this caller may not ask for the client id "eve"'),
    });
    await expect(sdk('/ably/token', { clientId: 'ada' }).requestToken({ ttl: 60_000 })).rejects.toMatchObject({
      message: expect.stringContaining('unknown parameter "ttl"'),
    });
  });
});
