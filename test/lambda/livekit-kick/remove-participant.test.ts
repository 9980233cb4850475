import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import jsonwebtoken from 'jsonwebtoken';
import { RoomServiceClient } from 'livekit-server-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { apiUrlOf, removeParticipant } from '../../../lambda/livekit-kick/remove-participant.ts';

const keys = { apiKey: 'APIexample', apiSecret: 'a-secret-of-a-test-with-32-chars' };
const NOW = Date.UTC(2026, 0, 1, 12, 0, 0, 750);
const tools = { now: () => NOW, random: () => 0, sleep: async () => {} };

/** A server that answers everything so, and keeps what it was asked. */
async function answering(status: number, body: string) {
  const asked: { method?: string; path?: string; type?: string; authorization?: string; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const type = headers['content-type']?.split(';')[0];
    asked.push({
      ...(method && { method }),
      ...(url && { path: url }),
      ...(type && { type }),
      ...(headers.authorization && { authorization: headers.authorization }),
      body: await json(request),
    });
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('RemoveParticipant', () => {
  it('is asked for as LiveKit’s own library does', async () => {
    const { asked, url } = await answering(200, '{}');
    expect(await removeParticipant(url, tools)(keys, 'lobby', 'ada')).toBe(true);
    await new RoomServiceClient(url, keys.apiKey, keys.apiSecret).removeParticipant('lobby', 'ada');
    const [ours, theirs] = asked.map(({ authorization, ...request }) => ({
      ...request,
      grants: jsonwebtoken.verify(authorization?.replace('Bearer ', '') ?? '', keys.apiSecret, {
        algorithms: ['HS256'],
        clockTimestamp: NOW / 1000,
        ignoreNotBefore: true,
      }),
    }));
    const { exp: _, nbf: __, ...grants } = (theirs?.grants ?? {}) as jsonwebtoken.JwtPayload;
    expect({ ...ours, grants: undefined }).toEqual({ ...theirs, grants: undefined });
    const nbf = Math.floor(NOW / 1000);
    expect(ours?.grants).toEqual({ ...grants, nbf, exp: nbf + 60 });
  });

  it('is done where the participant has left', async () => {
    const { url } = await answering(404, '{"code":"not_found","msg":"participant does not exist"}');
    expect(await removeParticipant(url, tools)(keys, 'lobby', 'ada')).toBe(false);
  });

  it.each<[string, number, string, string, number]>([
    ['an unknown path', 404, '{"code":"bad_route","msg":"no handler for path"}', 'provider_refused', 1],
    ['a page that isn’t there', 404, '<html>', 'provider_refused', 1],
    ['wrong keys', 401, '{"code":"unauthenticated","msg":"invalid token"}', 'provider_refused', 1],
    ['too many calls', 429, '{"code":"resource_exhausted"}', 'too_many_requests', 1],
    ['another server', 200, '<html>', 'provider_failed', 1],
    ['a list', 200, '[]', 'provider_failed', 1],
    ['a redirect', 307, '{}', 'provider_failed', 1],
    ['a failure', 503, '{"code":"unavailable"}', 'provider_failed', 2],
  ])('has failed with %s', async (_what, status, body, code, calls) => {
    const { url, asked } = await answering(status, body);
    await expect(removeParticipant(url, tools)(keys, 'lobby', 'ada')).rejects.toMatchObject({ code });
    expect(asked).toHaveLength(calls);
  });

  it.each([
    ['wss://livekit.example.com', 'https://livekit.example.com'],
    ['ws://127.0.0.1:7880/', 'http://127.0.0.1:7880'],
    ['https://example.com/livekit//', 'https://example.com/livekit'],
  ])('is asked for at %s', (server, api) => expect(apiUrlOf(server)).toBe(api));
});
