import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApiError } from '../../../api/errors.ts';
import { causeOf } from '../../../lambda/shared/telemetry/log.ts';
import { cloudflare, PROVIDER_TIMES, requestServers, twilio } from '../../../lambda/turn/request-servers.ts';
import { listen } from '../../../local/listen.ts';

const hex = '0123456789abcdef0123456789abcdef';
const cloudflareKeys = { keyId: hex, apiToken: 'cloudflare-api-token' };
const twilioKeys = { accountSid: `AC${hex}`, apiKeySid: `SK${hex}`, apiKeySecret: 'twilio-api-key-secret' };

interface Asked {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A provider that gives these answers, one after the other, the last one again and again; undefined: none. */
async function providerWith(...answers: (readonly [status: number, body: unknown] | undefined)[]) {
  const asked: Asked[] = [];
  const server = await listen(
    createServer(async (request, response) => {
      const { method, url, headers } = request;
      asked.push({ line: `${method} ${url}`, headers, body: await text(request) });
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (answer === undefined) return;
      const [status, body] = answer;
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    }),
  );
  onTestFinished(() => server.close());
  const pauses: number[] = [];
  const tools = { now: Date.now, random: () => 0.5, sleep: async (ms: number) => void pauses.push(ms) };
  const ask = (seconds = 600, times = PROVIDER_TIMES) => ({
    cloudflare: () => requestServers(cloudflare, server.url, cloudflareKeys, seconds, times, tools),
    twilio: () => requestServers(twilio, server.url, twilioKeys, seconds, times, tools),
  });
  return { asked, pauses, ask };
}

/** What a call fails with; nothing of the keys or the answer is in it, however it is looked at. */
async function failure(call: Promise<unknown>): Promise<ApiError & { readonly fault: string }> {
  const error = await call.then(
    () => expect.fail('servers came'),
    (reason) => reason,
  );
  const seen = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  for (const secret of [cloudflareKeys.apiToken, twilioKeys.apiKeySecret, 'of the provider']) {
    expect(seen).not.toContain(secret);
  }
  return Object.assign(error, { fault: causeOf(error.cause) });
}

const stun = { urls: ['stun:stun.example'] };
const relay = { urls: ['turn:turn.example', 'turns:turn.example:443'], username: 'ada', credential: 'c2VjcmV0' };

describe('Cloudflare', () => {
  it('is asked as it wants to be', async () => {
    const { asked, ask } = await providerWith([201, { iceServers: [stun, relay] }]);
    expect(await ask(3_600).cloudflare()).toEqual({ iceServers: [stun, relay], seconds: 3_600 });
    expect(asked).toMatchObject([
      {
        line: `POST /v1/turn/keys/${hex}/credentials/generate-ice-servers`,
        headers: { authorization: 'Bearer cloudflare-api-token', 'content-type': 'application/json' },
        body: '{"ttl":3600}',
      },
    ]);
  });

  it('may answer one entry, as it once did: then STUN gets no credential', async () => {
    const { ask } = await providerWith([200, { iceServers: { ...relay, urls: [...stun.urls, ...relay.urls] } }]);
    expect((await ask().cloudflare()).iceServers).toEqual([stun, relay]);
  });

  it('has URLs at ports that no browser asks: they are left out', async () => {
    const urls = ['turn:turn.example:53?transport=udp', 'turn:turn.example:5349', 'turn:turn.example:1023'];
    const { ask } = await providerWith([201, { iceServers: [{ urls: ['stun:s.example:53'] }, { ...relay, urls }] }]);
    expect((await ask().cloudflare()).iceServers).toEqual([{ ...relay, urls: ['turn:turn.example:5349'] }]);
  });

  it.each<[what: string, body: unknown]>([
    ['no JSON', '<html>of the provider</html>'],
    ['null', null],
    ['no servers', { iceServers: [] }],
    ['STUN alone', { iceServers: [stun] }],
    ['a relay without a user name', { iceServers: [{ ...relay, username: undefined }] }],
    ['a relay without a credential', { iceServers: [{ ...relay, credential: undefined }] }],
    ['a relay with an empty credential', { iceServers: [{ ...relay, credential: '' }] }],
    ['a credential with our token in it', { iceServers: [{ ...relay, credential: `for ${cloudflareKeys.apiToken}` }] }],
    ['a user name over two lines', { iceServers: [{ ...relay, username: 'ada\nof the provider' }] }],
    ['web URLs', { iceServers: [{ ...relay, urls: ['https://turn.example', 'javascript:alert(1)'] }] }],
    ['URLs that are numbers', { iceServers: [{ ...relay, urls: [1] }] }],
    ['more servers than a client could ask', { iceServers: Array(21).fill(relay) }],
    ['more URLs than a client could ask', { iceServers: [{ ...relay, urls: Array(21).fill('turn:a.example') }] }],
    ['too much', { iceServers: [relay], more: 'of the provider'.repeat(10_000) }],
  ])('fails where it answers %s', async (what, body) => {
    const { asked, ask } = await providerWith([201, body]);
    expect(await failure(ask().cloudflare())).toMatchObject({ code: 'provider_failed', status: 502 });
    if (what !== 'too much') expect(asked).toHaveLength(1);
  });

  it('keeps what can be used of an answer', async () => {
    const odd = { ...relay, urls: ['turn:a.example?transport=quic', 'turn:a.example', 'turn:a b'] };
    const { ask } = await providerWith([201, { iceServers: [odd, { urls: 'turn:b.example' }], more: true }]);
    expect((await ask().cloudflare()).iceServers).toEqual([{ ...relay, urls: ['turn:a.example'] }]);
  });
});

describe('Twilio', () => {
  const entry = (url: string, credential = {}) => ({ url, urls: url, ...credential });
  const { username, credential } = relay;
  const good = {
    account_sid: twilioKeys.accountSid,
    username,
    password: credential,
    ttl: '600',
    ice_servers: [entry('stun:s.example:3478'), entry('turn:t.example:3478?transport=udp', { username, credential })],
  };

  it('is asked as it wants to be, and its answer is written as WebRTC has it', async () => {
    const { asked, ask } = await providerWith([201, good]);
    expect(await ask(600).twilio()).toEqual({
      iceServers: [
        { urls: ['stun:s.example:3478'] },
        { urls: ['turn:t.example:3478?transport=udp'], username, credential },
      ],
      seconds: 600,
    });
    expect(asked).toMatchObject([
      {
        line: `POST /2010-04-01/Accounts/AC${hex}/Tokens.json`,
        headers: {
          authorization: `Basic ${btoa(`SK${hex}:${twilioKeys.apiKeySecret}`)}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'Ttl=600',
      },
    ]);
  });

  it('may give a little less than it was asked for: that is then the end', async () => {
    const { ask } = await providerWith([201, { ...good, ttl: '540' }]);
    expect((await ask(600).twilio()).seconds).toBe(540);
  });

  it.each<[what: string, body: unknown]>([
    ['more than it was asked for', { ...good, ttl: '601' }],
    ['far less than it was asked for', { ...good, ttl: '539' }],
    ['a lifetime in another notation', { ...good, ttl: '0x258' }],
    ['a lifetime with an exponent', { ...good, ttl: '6e2' }],
    ['a lifetime with a space', { ...good, ttl: ' 600' }],
    ['no lifetime', { ...good, ttl: undefined }],
    ['an empty lifetime', { ...good, ttl: '' }],
    ['a lifetime in words', { ...good, ttl: 'a day' }],
    ['a lifetime without an end', { ...good, ttl: 'Infinity' }],
    ['half a second', { ...good, ttl: '0.5' }],
    ['no servers', { ...good, ice_servers: undefined }],
  ])('fails where it gives %s', async (_what, body) => {
    const { ask } = await providerWith([201, body]);
    expect(await failure(ask(600).twilio())).toMatchObject({ code: 'provider_failed', status: 502 });
  });
});

describe('either', () => {
  it('takes no more calls just now: that is no fault of the keys', async () => {
    const { asked, ask } = await providerWith([429, { message: 'of the provider' }]);
    const throttled = await failure(ask().cloudflare());
    expect(throttled).toMatchObject({ code: 'too_many_requests', status: 429, fault: 'Fault(HTTP 429)' });
    expect(throttled.message).toBe('Cloudflare takes no more calls just now; try again');
    expect(asked).toHaveLength(1);
  });

  it.each([400, 401, 403, 404])('is not asked again after %i', async (status) => {
    const { asked, ask } = await providerWith([status, { message: 'of the provider' }]);
    const refused = await failure(ask().twilio());
    expect(refused).toMatchObject({ code: 'provider_refused', status: 502, fault: `Fault(HTTP ${status})` });
    expect(refused.message).toBe('Twilio refused to give a credential; its keys may be wrong');
    expect(asked).toHaveLength(1);
  });

  it('is asked again after a server error, with longer pauses', async () => {
    const { asked, pauses, ask } = await providerWith([500, ''], [503, ''], [201, { iceServers: [relay] }]);
    expect((await ask().cloudflare()).iceServers).toEqual([relay]);
    expect([asked.length, pauses]).toEqual([3, [100, 200]]);
  });

  it('isn’t followed elsewhere', async () => {
    const { asked, ask } = await providerWith([307, '']);
    expect(await failure(ask().twilio())).toMatchObject({ code: 'provider_failed', fault: 'Fault(HTTP 307)' });
    expect(asked).toHaveLength(1);
  });

  it('is waited for only so long, and all attempts leave time to read the secret', async () => {
    const { ask } = await providerWith(undefined);
    const times = { ...PROVIDER_TIMES, attempts: 2, attemptMs: 20 };
    expect(await failure(ask(600, times).cloudflare())).toMatchObject({ code: 'provider_timeout', status: 504 });
    expect(PROVIDER_TIMES.deadlineMs).toBeLessThanOrEqual(6_000);
  });
});
