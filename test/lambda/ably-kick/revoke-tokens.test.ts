import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import Ably from 'ably';
import { describe, expect, it, onTestFinished } from 'vitest';
import { standIn } from '../../../lambda/ably/sandbox/stand-in.ts';
import { revokeTokens } from '../../../lambda/ably-kick/revoke-tokens.ts';

const keys = { apiKey: 'app0.key0:a-secret-of-a-test' };
const AT = 1_800_000_000_000;
const tools = { now: () => AT, random: () => 0, sleep: async () => {} };
const done = { target: 'clientId:ada', issuedBefore: AT, appliesAt: AT };
const failed = (code: number) => ({ target: 'clientId:ada', error: { code, statusCode: 400, message: 'no' } });

/** A server that answers everything so, and keeps what it was asked. */
async function answering(status: number, body: unknown) {
  const asked: { method: string | undefined; path: string; authorization: string | undefined; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const { method, url = '', headers } = request;
    asked.push({ method, path: url, authorization: headers.authorization, body: await json(request) });
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { asked, port, url: `http://127.0.0.1:${port}` };
}

describe('revoking tokens', () => {
  it('is asked for as Ably’s own library does', async () => {
    const { asked, url, port } = await answering(201, [done]);
    expect(await revokeTokens(url, tools)(keys, 'ada')).toBe(AT);
    const theirs = new Ably.Rest({
      key: keys.apiKey,
      endpoint: '127.0.0.1',
      port,
      tls: false,
      useBinaryProtocol: false,
    });
    await theirs.auth.revokeTokens([{ type: 'clientId', value: 'ada' }]);
    expect(asked[0]).toEqual(asked[1]);
    expect(asked[0]).toMatchObject({ path: '/keys/app0.key0/revokeTokens', body: { targets: ['clientId:ada'] } });
  });

  it.each([
    ['with counts', { successCount: 1, failureCount: 0, results: [done] }],
    ['among others', [{ ...done, target: 'clientId:bob', appliesAt: 1 }, done]],
  ])('is done where the answer says so %s', async (_what, body) => {
    const { url } = await answering(200, body);
    expect(await revokeTokens(url, tools)(keys, 'ada')).toBe(AT);
  });

  it.each<[string, number, unknown, string, string]>([
    [
      'a key without revocable tokens',
      400,
      { error: { code: 40_164 } },
      'provider_refused',
      'switch “Revocable tokens”',
    ],
    ['that of the one target', 400, { batchResponse: [failed(40_164)] }, 'provider_refused', 'switch “Revocable'],
    ['another fault of the target', 200, [failed(40_000)], 'provider_refused', 'its keys may be wrong'],
    ['wrong keys', 401, { error: { code: 40_101 } }, 'provider_refused', 'its keys may be wrong'],
    ['a page that isn’t there', 404, '<html>', 'provider_refused', 'its keys may be wrong'],
    ['too many calls', 429, { error: { code: 42_910 } }, 'too_many_requests', 'takes no more calls'],
    ['a failure that says it was done', 500, [done], 'provider_failed', 'try again'],
    ['a refusal that says it was done', 400, [done], 'provider_refused', 'its keys may be wrong'],
    ['another target', 200, [{ ...done, target: 'clientId:bob' }], 'provider_failed', 'try again'],
    ['no target', 200, [], 'provider_failed', 'try again'],
    ['no time', 200, [{ ...done, appliesAt: 1e300 }], 'provider_failed', 'try again'],
  ])('has failed with %s', async (_what, status, body, code, message) => {
    const { url } = await answering(status, body);
    await expect(revokeTokens(url, tools)(keys, 'ada')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('is answered by the sandbox as by Ably, to Ably’s own library', async () => {
    const sandbox = await standIn.startKicks?.(keys);
    onTestFinished(() => sandbox?.close());
    const { port } = new URL(sandbox?.url ?? '');
    const rest = (key: string) =>
      new Ably.Rest({ key, endpoint: '127.0.0.1', port: Number(port), tls: false, useBinaryProtocol: false });
    const target = { type: 'clientId', value: 'ada' };
    expect(await rest(keys.apiKey).auth.revokeTokens([target])).toMatchObject([{ target: 'clientId:ada' }]);
    await expect(rest('app0.key0:another-secret').auth.revokeTokens([target])).rejects.toMatchObject({ code: 40_101 });
    await expect(rest(keys.apiKey).auth.revokeTokens([{ ...target, type: 'room' }])).rejects.toMatchObject({
      code: 40_000,
    });
  });
});
