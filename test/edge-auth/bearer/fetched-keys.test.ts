import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FetchTimes } from '../../../edge-auth/bearer/fetch-json.ts';
import { KEYS_TTL_MS, LOOK_AGAIN_MS, RETRY_NONE_MS } from '../../../edge-auth/bearer/issuer-keys.ts';
import type { GuardConfig } from '../../../edge-auth/config.ts';
import { createGuard } from '../../../edge-auth/guard.ts';
import type { LogLine } from '../../../lambda/shared/telemetry/log.ts';
import { listen } from '../../../local/listen.ts';
import { answered, basic, clock, guardWith, isAnswer, passed, viewerRequestEvent } from '../support.ts';
import { issuer, jwkOf, jwks, members, pairs, stranger, tokenConfig, tokenWith } from './support.ts';

type Answer = { keys: unknown } | RequestListener;

/** An issuer's key server: it counts what it is asked. */
async function keyServer(first: Answer) {
  const state = { answer: first, asked: [] as string[] };
  const server = await listen(
    createServer((request, response) => {
      state.asked.push(request.url ?? '');
      if (typeof state.answer === 'function') state.answer(request, response);
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(state.answer));
    }),
  );
  onTestFinished(() => server.close());
  return { ...server, state };
}

/** Long enough for a busy machine. */
const PATIENT: FetchTimes = { answerMs: 60_000, deadlineMs: 60_000 };

function guardAt(keyUrls: Record<string, string>, overrides: Partial<GuardConfig> = {}, fetchTimes = PATIENT) {
  const now = clock();
  const lines: LogLine[] = [];
  const readerOf = () => () => Promise.reject(new Error('no password is asked for'));
  const guard = createGuard(
    { ...tokenConfig, ...overrides },
    { readerOf, keyUrls, fetchTimes, now, log: (line) => lines.push(line) },
  );
  const statusOf = async (token: string) => {
    const result = await guard(viewerRequestEvent({ headers: { authorization: `Bearer ${token}` } }));
    return isAnswer(result) ? answered(result).status : 'passed';
  };
  return { guard, now, lines, statusOf };
}

it('reads the keys where it is told to, once for all who wait', async () => {
  const { url, state } = await keyServer(jwks);
  const { statusOf } = guardAt({ app: `${url}/keys` });
  const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf(tokenWith())));
  expect(new Set(statuses)).toEqual(new Set(['passed']));
  expect(state.asked).toEqual(['/keys']);
});

it('shares the keys of issuers that have them in one place', async () => {
  const { url, state } = await keyServer(jwks);
  const second = { ...issuer, issuer: 'https://second.example.com' };
  const { statusOf } = guardAt(
    { app: url, second: url },
    {
      issuers: { app: issuer, second },
      tokenCallers: [members, { ...members, name: 'others', issuer: 'second' }],
    },
  );
  expect(await statusOf(tokenWith())).toBe('passed');
  expect(await statusOf(tokenWith({ claims: { iss: second.issuer } }))).toBe('passed');
  expect(state.asked).toHaveLength(1);
});

it('takes a new key, and a withdrawn one no longer, as the issuer changes them', async () => {
  const [old, recent] = [jwkOf(pairs.RS256, { kid: 'old' }), jwkOf(pairs.ES256, { kid: 'new' })];
  const oldToken = tokenWith({ header: { kid: 'old' } });
  const newToken = tokenWith({ algorithm: 'ES256', header: { kid: 'new' } });
  const { url, state } = await keyServer({ keys: [old] });
  const { statusOf, now } = guardAt({ app: url });
  expect([await statusOf(oldToken), await statusOf(newToken)]).toEqual(['passed', 401]);
  state.answer = { keys: [old, recent] };
  now.advance(LOOK_AGAIN_MS);
  expect([await statusOf(newToken), await statusOf(oldToken)]).toEqual(['passed', 'passed']);
  state.answer = { keys: [recent] };
  now.advance(KEYS_TTL_MS);
  expect([await statusOf(oldToken), await statusOf(newToken)]).toEqual([401, 'passed']);
});

it('never fetches what a token points to, and nothing for one that would be refused anyway', async () => {
  const { url, state } = await keyServer(jwks);
  const { statusOf } = guardAt({ app: `${url}/keys` });
  const header = { jku: `${url}/jku`, x5u: `${url}/x5u`, jwk: jwkOf(stranger, {}) };
  for (const token of [
    tokenWith({ claims: { iss: `${url}/issuer` } }),
    tokenWith({ claims: { aud: 'another' } }),
    tokenWith({ claims: { exp: 0 } }),
  ]) {
    expect(await statusOf(token)).toBe(401);
  }
  expect(state.asked).toEqual([]);
  expect(await statusOf(tokenWith({ header }))).toBe('passed');
  expect(await statusOf(tokenWith({ algorithm: 'ES256', pair: stranger, header }))).toBe(401);
  expect(state.asked).toEqual(['/keys']);
});

describe('an issuer that gives no keys', () => {
  const big = { keys: jwks.keys, padding: 'x'.repeat(262_144) };

  it.each<[string, Answer, string]>([
    ['an error', (_, response) => response.writeHead(500).end('{}'), 'UselessAnswer(HTTP_500)'],
    ['another status', (_, response) => response.writeHead(203).end(JSON.stringify(jwks)), 'UselessAnswer(HTTP_203)'],
    [
      'a redirect',
      ({ url }, response) =>
        url === '/'
          ? response.writeHead(302, { Location: '/there' }).end()
          : response.writeHead(200).end(JSON.stringify(jwks)),
      'UselessAnswer(HTTP_302)',
    ],
    ['garbage', (_, response) => response.writeHead(200).end('<html>secret</html>'), 'UselessAnswer(NO_JSON)'],
    ['too much', (_, response) => response.writeHead(200).end(JSON.stringify(big)), 'UselessAnswer(TOO_LARGE)'],
    ['no set', (_, response) => response.writeHead(200).end('{"keys":{}}'), 'Error'],
    ['too many', { keys: Array.from({ length: 101 }, () => jwks.keys[0]) }, 'Error'],
    ['a closed connection', (_, response) => void response.destroy(), 'Error(ECONNRESET)'],
    ['half an answer', (_, response) => void response.write('{', () => response.destroy()), 'Error(ECONNRESET)'],
  ])('leaves nobody in, with a 503 and a line in the log: %s', async (_what, answer, cause) => {
    const { url } = await keyServer(answer);
    await refusedAt(url, cause);
  });

  it.each<[string, Answer, FetchTimes]>([
    ['for an answer', () => {}, { ...PATIENT, answerMs: 50 }],
    ['for all of an answer', (_, response) => void response.write('{'), { ...PATIENT, answerMs: 50 }],
    ['for all answers', () => {}, { ...PATIENT, deadlineMs: 50 }],
  ])('is not waited for beyond the time %s', async (_what, answer, times) => {
    const { url } = await keyServer(answer);
    await refusedAt(url, 'TimeoutError', times);
  });

  async function refusedAt(url: string, cause: string, times?: FetchTimes) {
    const { guard, lines } = guardAt({ app: url }, {}, times);
    const headers = { authorization: `Bearer ${tokenWith()}` };
    const refused = answered(await guard(viewerRequestEvent({ headers })));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.has('www-authenticate')).toBe(false);
    expect(lines).toEqual([
      { level: 'error', message: 'keys not readable', issuer: 'app', cause: expect.stringContaining(cause) },
      expect.objectContaining({ level: 'error', message: 'refused', issuer: 'app', status: 503, code: 'unavailable' }),
    ]);
  }

  it('is asked again soon, and back at once', async () => {
    const { url, state } = await keyServer((_, response) => response.writeHead(500).end());
    const { statusOf, now } = guardAt({ app: url });
    expect(await Promise.all([1, 2, 3].map(() => statusOf(tokenWith())))).toEqual([503, 503, 503]);
    state.answer = jwks;
    expect(await statusOf(tokenWith())).toBe(503);
    now.advance(RETRY_NONE_MS);
    expect(await statusOf(tokenWith())).toBe('passed');
    expect(state.asked).toHaveLength(2);
  });

  it('leaves who has a password in', async () => {
    const { guard } = guardWith({ ...tokenConfig, issuers: { app: { ...issuer, jwks: undefined } } });
    passed(await guard(viewerRequestEvent({ headers: { authorization: basic('client', 'client-pw') } })));
  });
});

it('fetches nothing where the keys are given, from the first token on', async () => {
  const { statusOf } = guardAt({});
  // Were anything fetched, the connection to the issuer would be one that this machine can't make.
  expect(await statusOf(tokenWith({ header: { kid: 'unknown' } }))).toBe(401);
  expect(await statusOf(tokenWith())).toBe('passed');
});
