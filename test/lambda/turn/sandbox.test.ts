import twilio from 'twilio';
import { afterAll, describe, expect, it } from 'vitest';
import { startTurnSandbox } from '../../../lambda/turn/sandbox/sandbox.ts';

const hex = '0123456789abcdef0123456789abcdef';
const keys = {
  keyId: hex,
  apiToken: 'cloudflare-api-token',
  accountSid: `AC${hex}`,
  apiKeySid: `SK${hex}`,
  apiKeySecret: 'twilio-api-key-secret',
};
const sandbox = await startTurnSandbox(keys);
afterAll(() => sandbox.close());

async function post(path: string, authorization: string, body: string | URLSearchParams, method = 'POST') {
  const headers = { Authorization: authorization };
  const answer = await fetch(sandbox.url + path, { method, headers, ...(method === 'POST' && { body }) });
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  return { status: answer.status, json: (await answer.json()) as any };
}

describe('the sandbox as Cloudflare', () => {
  const path = `/v1/turn/keys/${hex}/credentials/generate-ice-servers`;
  const bearer = `Bearer ${keys.apiToken}`;

  it('gives a list of servers, another credential each time', async () => {
    const ask = () => post(path, bearer, '{"ttl":86400}');
    const { status, json } = await ask();
    expect(status).toBe(201);
    expect(json.iceServers).toEqual([
      { urls: expect.arrayContaining(['stun:stun.cloudflare.com:3478']) },
      {
        urls: expect.arrayContaining(['turns:turn.cloudflare.com:443?transport=tcp']),
        username: expect.stringMatching(/^[0-9a-f]{96}$/),
        credential: expect.stringMatching(/^[0-9a-f]{96}$/),
      },
    ]);
    expect((await ask()).json).not.toEqual(json);
  });

  it.each([
    [401, path, 'Bearer other', '{"ttl":1}'],
    [401, path, '', '{"ttl":1}'],
    [404, path.replace(hex, 'another'), bearer, '{"ttl":1}'],
    [404, '/v1/turn/keys', bearer, '{"ttl":1}'],
    [400, path, bearer, '{"ttl":172801}'],
    [400, path, bearer, '{"ttl":0}'],
    [400, path, bearer, '{"ttl":"60"}'],
    [400, path, bearer, '{}'],
    [400, path, bearer, 'ttl=60'],
    [405, path, bearer, '', 'GET'],
  ])('refuses with %i: %s %s %s', async (status, at, authorization, body, method = 'POST') => {
    expect((await post(at, authorization, body, method)).status).toBe(status);
  });
});

describe('the sandbox as Twilio', () => {
  const path = `/2010-04-01/Accounts/AC${hex}/Tokens.json`;
  const basic = `Basic ${btoa(`SK${hex}:${keys.apiKeySecret}`)}`;
  const ttl = (Ttl: string) => new URLSearchParams({ Ttl });

  it('answers Twilio’s own library', async () => {
    const client = twilio(keys.apiKeySid, keys.apiKeySecret, { accountSid: keys.accountSid });
    client.api.baseUrl = sandbox.url;
    const token = await client.tokens.create({ ttl: 600 });
    expect([token.ttl, token.accountSid, token.iceServers.length]).toEqual(['600', keys.accountSid, 4]);
    for (const { url, urls } of token.iceServers) expect(urls).toBe(url);
    const [, relay] = token.iceServers;
    expect([relay?.username, relay?.credential]).toEqual([token.username, token.password]);
    expect((await client.tokens.create()).ttl).toBe('86400');
    await expect(client.tokens.create({ ttl: 86_401 })).rejects.toMatchObject({ status: 400, code: 20_001 });
  });

  it.each<
    [status: number, code: number, path: string, authorization: string, body: string | URLSearchParams, method?: string]
  >([
    [401, 20_003, path, `Basic ${btoa(`SK${hex}:other`)}`, ttl('60')],
    [401, 20_003, path, '', ttl('60')],
    [404, 20_404, path.replace(/AC\w/, 'ACf'), basic, ttl('60')],
    [404, 20_404, '/2010-04-01/Accounts', basic, ttl('60')],
    [400, 20_001, path, basic, ttl('0')],
    [400, 20_001, path, basic, ttl('a day')],
    [415, 20_422, path, basic, '{"Ttl":60}'],
    [405, 20_004, path, basic, '', 'GET'],
  ])('refuses with %i, in the form of its errors', async (status, code, at, authorization, body, method) => {
    const answer = await post(at, authorization, body, method);
    expect(answer).toEqual({
      status,
      json: { code, message: expect.any(String), more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    });
  });
});
