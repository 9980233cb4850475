import type { CloudFrontRequestEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { GuardConfig } from '../../edge-auth/config.ts';
import { createGuard, MOST_READ_AHEAD } from '../../edge-auth/guard.ts';
import { RETRY_MS } from '../../lambda/shared/secrets/cached.ts';
import { REREAD_MS } from '../../lambda/shared/secrets/current-first.ts';
import type { SecretVersion } from '../../lambda/shared/secrets/secrets-manager.ts';
import { anyCharacter } from '../support/any-character.ts';
import {
  type Ask,
  answered,
  basic,
  clock,
  config,
  guardWith,
  isAnswer,
  ORIGIN,
  passed,
  secretValue,
  viewerRequestEvent,
} from './support.ts';

const CLIENT = basic('client', 'client-pw');
const ADMIN = basic('admin', 'admin-pw');

const as = (authorization: string | readonly string[], ask: Ask = {}) =>
  viewerRequestEvent({ ...ask, headers: { ...ask.headers, authorization } });

describe('a request with the right password', () => {
  it('goes on as its caller, without the credentials', async () => {
    const { guard } = guardWith();
    const ask = {
      uri: '/token',
      querystring: 'a=1',
      headers: { 'x-stagepass-caller': 'admin', 'x-stagepass-origin': 'x' },
    };
    const { headers, uri, querystring } = passed(await guard(as(CLIENT, ask)));
    expect({ uri, querystring }).toEqual({ uri: '/token', querystring: 'a=1' });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('x-stagepass-origin');
    expect(headers['x-stagepass-caller']).toEqual([{ key: 'x-stagepass-caller', value: 'client' }]);
  });

  it('goes on whatever the password is made of', async () => {
    const { guard, stored, now } = guardWith();
    const password = fc.oneof(
      fc.string({ unit: anyCharacter, minLength: 1, maxLength: 60 }),
      fc.stringMatching(/^[: ,="\\]{1,20}$/),
    );
    await fc.assert(
      fc.asyncProperty(password, async (secret) => {
        stored.rotate('secret/client', secretValue('client', secret), now());
        now.advance(REREAD_MS);
        expect(isAnswer(await guard(as(basic('client', secret))))).toBe(false);
      }),
    );
  });

  it('is refused where the caller has no business, with the contract’s codes', async () => {
    const { guard } = guardWith();
    const statusOf = async (authorization: string, ask: Ask) => answered(await guard(as(authorization, ask))).status;
    expect(await statusOf(CLIENT, { uri: '/admin/openapi.json' })).toBe(403);
    expect(await statusOf(CLIENT, { uri: '/%61dmin/openapi.json' })).toBe(400);
    expect(await statusOf(CLIENT, { method: 'POST' })).toBe(405);
    expect(await statusOf(ADMIN, { uri: '/admin/things/list', method: 'DELETE' })).toBe(405);
  });
});

describe('a request that is refused with the right password', () => {
  it.each<[string, Ask, number]>([
    ['a path that isn’t plain', { uri: '/%74oken' }, 400],
    ['somebody else’s route', { uri: '/admin/openapi.json' }, 403],
    ['no route', { uri: '/nothing' }, 404],
    ['another method', { method: 'POST' }, 405],
  ])('causes no reading: %s', async (_what, ask, status) => {
    const { guard, stored, now } = guardWith();
    passed(await guard(as(CLIENT)));
    const reads = stored.reads.length;
    now.advance(REREAD_MS);
    expect(answered(await guard(as(CLIENT, ask))).status).toBe(status);
    expect(stored.reads).toHaveLength(reads);
  });

  it('is refused alike while the secret can’t be read anew', async () => {
    const { guard, stored, now } = guardWith();
    passed(await guard(as(CLIENT)));
    stored.state.down = true;
    now.advance(REREAD_MS);
    expect(answered(await guard(as(CLIENT, { method: 'POST' }))).status).toBe(405);
  });
});

describe('a request without the right password', () => {
  const junk = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ minLength: 8_192, maxLength: 8_192 }),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => `Basic ${Buffer.from(bytes).toString('base64')}`),
    fc.tuple(fc.constantFrom('client', 'admin', 'nobody', '__proto__', ''), fc.string()).map((pair) => basic(...pair)),
    fc.constantFrom(
      'Basic',
      'Basic ',
      'Bearer x',
      'Digest username="client"',
      basic('client', 'admin-pw'),
      `${CLIENT},`,
    ),
  );

  it('is challenged, whatever its headers hold', async () => {
    const { guard } = guardWith();
    const headers = fc.record(
      {
        authorization: fc.array(junk, { maxLength: 3 }),
        // Pages of other origins are refused before.
        origin: fc.constantFrom([], [ORIGIN], [ORIGIN, ORIGIN]),
        'sec-fetch-site': fc.oneof(junk, fc.constantFrom('same-origin', 'none')),
        'access-control-request-method': fc.array(junk, { maxLength: 2 }),
        'x-stagepass-caller': junk,
        'x-stagepass-origin': junk,
      },
      { requiredKeys: [] },
    );
    const ask = fc.record({
      method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'),
      uri: fc.oneof(fc.constantFrom('/token', '/admin/openapi.json', '/nothing'), fc.string({ unit: anyCharacter })),
      querystring: fc.string(),
      headers,
    });
    await fc.assert(
      fc.asyncProperty(ask, async (asked) => {
        const answer = answered(await guard(viewerRequestEvent(asked)));
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe('Basic realm="stagepass-test", charset="UTF-8"');
      }),
      { numRuns: 500 },
    );
  });

  it('is challenged when the right credentials come twice', async () => {
    const { guard } = guardWith();
    expect(answered(await guard(as([CLIENT, CLIENT]))).status).toBe(401);
  });

  it('gets a 401 that the page of an allowed origin can read', async () => {
    const { guard } = guardWith();
    const { headers, body } = answered(await guard(viewerRequestEvent({ headers: { origin: ORIGIN } })));
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(JSON.parse(body ?? '')).toMatchObject({ code: 'unauthorized', requestId: 'request-1' });
  });

  it('causes no reading for a name that is no caller', async () => {
    const { guard, stored } = guardWith();
    for (const name of ['nobody', '', 'constructor', '__proto__', 'Client']) await guard(as(basic(name, 'x')));
    await guard(viewerRequestEvent());
    expect(stored.reads).toEqual([]);
  });
});

describe('a preflight', () => {
  const preflight = (headers: Ask['headers']): Ask => ({ method: 'OPTIONS', headers: { ...headers } });

  it('from an allowed origin gets its grant, from another none; neither needs or reads a password', async () => {
    const { guard, stored } = guardWith();
    for (const [origin, granted] of [
      [ORIGIN, ORIGIN],
      ['https://evil.example.com', null],
    ] as const) {
      for (const authorization of [[], [CLIENT], ['junk']]) {
        const headers = { origin, 'access-control-request-method': 'GET', authorization };
        const answer = answered(await guard(viewerRequestEvent(preflight(headers))));
        expect(answer.status).toBe(204);
        expect(answer.body).toBeUndefined();
        expect(answer.headers.get('access-control-allow-origin')).toBe(granted);
      }
    }
    expect(stored.reads).toEqual([]);
  });

  it('that is none needs credentials', async () => {
    const { guard } = guardWith();
    const none: Ask['headers'][] = [{}, { origin: ORIGIN }, { 'access-control-request-method': 'GET' }];
    for (const headers of none) expect(answered(await guard(viewerRequestEvent(preflight(headers)))).status).toBe(401);
  });
});

describe('a page of another origin', () => {
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };

  it('gets a 403 that it can’t read, and no secret is read for it', async () => {
    const { guard, stored, lines } = guardWith();
    const { status, headers, body } = answered(await guard(as(CLIENT, { headers: foreign })));
    expect(status).toBe(403);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(JSON.parse(body ?? '')).toMatchObject({
      error: expect.stringContaining('allowedOrigins'),
      code: 'not_allowed',
    });
    expect(stored.reads).toEqual([]);
    expect(lines).toMatchObject([{ message: 'refused', route: 'GET /token', status: 403 }]);
  });

  it('that is allowed asks as ever', async () => {
    const { guard } = guardWith();
    const headers = { ...foreign, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', origin: ORIGIN };
    passed(await guard(as(CLIENT, { headers })));
  });

  it('leads to the console by a link', async () => {
    const { guard } = guardWith();
    const headers = { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(passed(await guard(as(CLIENT, { uri: '/', headers }))).uri).toBe('/');
    expect(answered(await guard(as(CLIENT, { uri: '/token', headers }))).status).toBe(403);
  });
});

describe('the health check', () => {
  it('is answered at the edge, to anybody, and tells and costs nothing', async () => {
    const { guard, stored, lines } = guardWith();
    stored.state.down = true;
    for (const event of [viewerRequestEvent({ uri: '/health' }), as('junk', { uri: '/health/', querystring: 'x=1' })]) {
      const { status, headers, body } = answered(await guard(event));
      expect([status, body]).toEqual([200, '{"status":"ok"}']);
      expect(headers.get('content-type')).toBe('application/json');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    const { headers } = answered(await guard(viewerRequestEvent({ uri: '/health', headers: { origin: ORIGIN } })));
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect([stored.reads, lines]).toEqual([[], []]);
  });
});

describe('after a rotation', () => {
  async function rotated() {
    const setting = guardWith();
    await setting.guard(as(CLIENT));
    setting.now.advance(REREAD_MS);
    setting.stored.rotate('secret/client', secretValue('client', 'new-pw'), setting.now());
    return setting;
  }

  it('the new password works at once, though the old one is still held', async () => {
    const { guard } = await rotated();
    passed(await guard(as(basic('client', 'new-pw'))));
  });

  it('the old one works for the grace time and no longer', async () => {
    const { guard, now } = await rotated();
    passed(await guard(as(basic('client', 'new-pw'))));
    now.advance(config.graceSeconds * 1000 - 1);
    passed(await guard(as(CLIENT)));
    now.advance(1);
    expect(answered(await guard(as(CLIENT))).status).toBe(401);
  });

  it('guessing costs one reading in a while', async () => {
    const { guard, stored } = await rotated();
    const before = stored.reads.length;
    for (let guess = 0; guess < 20; guess++) await guard(as(basic('client', `guess-${guess}`)));
    expect(stored.reads.length - before).toBe(2);
  });
});

describe('while Secrets Manager is down', () => {
  it('fails closed for a caller that was never read, with a 503 a page can read', async () => {
    const { guard, stored, lines } = guardWith();
    stored.state.down = true;
    const { status, headers, body } = answered(await guard(as(CLIENT, { headers: { origin: ORIGIN } })));
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(JSON.parse(body ?? '').code).toBe('unavailable');
    expect(lines).toContainEqual({
      level: 'error',
      message: 'password not readable',
      caller: 'client',
      cause: 'TimeoutError',
    });
  });

  it('serves what was read before for a bounded time, then fails closed', async () => {
    const { guard, stored, now } = guardWith();
    await guard(as(CLIENT));
    stored.state.down = true;
    now.advance((config.credentialsTtlSeconds + config.credentialsStaleSeconds) * 1000 - 1);
    passed(await guard(as(CLIENT)));
    now.advance(1);
    expect(answered(await guard(as(CLIENT))).status).toBe(503);
  });

  it('asks Secrets Manager once in a while, however many come, and each gets its answer', async () => {
    const { guard, stored } = guardWith();
    stored.state.down = true;
    for (let round = 0; round < 3; round += 1) {
      for (const result of await Promise.all(Array.from({ length: 24 }, () => guard(as(CLIENT))))) {
        expect(answered(result).status).toBe(503);
      }
    }
    expect(stored.reads).toEqual(['secret/client AWSCURRENT']);
  });

  it('lets the right password in as soon as it can be read again', async () => {
    const { guard, stored, now } = guardWith();
    stored.state.down = true;
    expect(answered(await guard(as(CLIENT))).status).toBe(503);
    stored.state.down = false;
    now.advance(RETRY_MS);
    passed(await guard(as(CLIENT)));
  });

  it.each([
    ['a caller that is held', 'client', 'wrong'],
    ['a caller that was never read', 'admin', 'admin-pw'],
    ['nobody', 'nobody', 'x'],
    ['nobody, with the password of somebody', 'nobody', 'client-pw'],
    ['a name without a password', 'nobody', ''],
  ])('answers alike whoever doesn’t get in, for as long as it lasts: %s', async (_who, name, password) => {
    const { guard, stored, now } = guardWith();
    await guard(as(CLIENT));
    stored.state.down = true;
    now.advance(REREAD_MS);
    const ask = { uri: '/token', headers: { origin: ORIGIN } };
    const { raw } = answered(await guard(as(basic('client', 'wrong'), ask)));
    expect(raw.status).toBe('503');
    for (let asked = 0; asked < 10; asked += 1) {
      now.advance(RETRY_MS);
      const before = stored.reads.length;
      for (let again = 0; again < 3; again += 1) {
        expect(answered(await guard(as(basic(name, password), ask))).raw).toEqual(raw);
      }
      // The first one waits while it is tried again, whoever that is; those after it don't.
      expect(stored.reads.length - before).toBe(1);
    }
  });

  it('challenges again who is no caller as soon as it can be read, whoever asks first', async () => {
    const { guard, stored, now } = guardWith();
    stored.state.down = true;
    await guard(as(CLIENT));
    expect(answered(await guard(as(basic('nobody', 'x')))).status).toBe(503);
    stored.state.down = false;
    now.advance(RETRY_MS);
    expect(answered(await guard(as(basic('nobody', 'client-pw')))).status).toBe(401);
    expect(answered(await guard(as(basic('client', 'wrong')))).status).toBe(401);
    passed(await guard(as(CLIENT)));
    const reads = stored.reads.length;
    for (let asked = 0; asked < 10; asked += 1) await guard(as(basic('nobody', 'x')));
    expect(stored.reads).toHaveLength(reads);
  });

  it('is over for all when one caller’s secret can be read', async () => {
    const { guard, stored, now } = guardWith();
    stored.state.down = true;
    await guard(as(ADMIN));
    stored.state.down = false;
    now.advance(1);
    passed(await guard(as(CLIENT)));
    expect(answered(await guard(as(basic('nobody', 'x')))).status).toBe(401);
  });

  it('is not over when another one’s was readable before', async () => {
    const { guard, stored, now } = guardWith();
    passed(await guard(as(ADMIN)));
    stored.state.down = true;
    now.advance(1);
    await guard(as(CLIENT));
    expect(answered(await guard(as(basic('nobody', 'x')))).status).toBe(503);
  });

  it('is found by the one caller whose secret was tried, whoever else was never read', async () => {
    const { guard, stored } = guardWith();
    stored.state.down = true;
    await guard(as(ADMIN));
    expect(answered(await guard(as(basic('nobody', 'x')))).status).toBe(503);
  });

  it('is over when another one’s is readable later, whichever was the first', async () => {
    const { guard, stored, now } = guardWith();
    stored.state.down = true;
    await guard(as(CLIENT));
    stored.state.down = false;
    now.advance(1);
    passed(await guard(as(ADMIN)));
    expect(answered(await guard(as(basic('nobody', 'x')))).status).toBe(401);
  });

  it('lets in with a new password who could be read at that very moment', async () => {
    const { guard, stored, now } = guardWith();
    passed(await guard(as(ADMIN)));
    now.advance(REREAD_MS);
    stored.state.down = true;
    await guard(as(CLIENT));
    stored.state.down = false;
    stored.rotate('secret/admin', secretValue('admin', 'new-pw'), now());
    passed(await guard(as(basic('admin', 'new-pw'))));
  });

  it('is nothing that a stage without callers can have', async () => {
    const { guard } = guardWith({ callers: {} });
    expect(answered(await guard(as(basic('nobody', 'x')))).status).toBe(401);
  });

  it('still challenges who brings no credentials, and lets in whom it knows', async () => {
    const { guard, stored } = guardWith();
    await guard(as(CLIENT));
    stored.state.down = true;
    await guard(as(ADMIN));
    expect(answered(await guard(viewerRequestEvent())).status).toBe(401);
    expect(answered(await guard(as('Bearer x'))).status).toBe(401);
    passed(await guard(as(CLIENT)));
  });

  it('is one caller’s trouble only', async () => {
    const { guard, stored } = guardWith();
    await guard(as(CLIENT));
    stored.state.down = true;
    expect(answered(await guard(as(ADMIN))).status).toBe(503);
    passed(await guard(as(CLIENT)));
  });
});

it('reads each caller’s secret once for all who come at the same time', async () => {
  const { guard, stored } = guardWith();
  const results = await Promise.all(Array.from({ length: 30 }, (_, at) => guard(as(at % 2 === 0 ? CLIENT : ADMIN))));
  for (const result of results) passed(result);
  expect([...stored.reads].sort()).toEqual(['secret/admin AWSCURRENT', 'secret/client AWSCURRENT']);
});

describe('before the first request', () => {
  const callersNamed = (count: number): GuardConfig['callers'] =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`caller-${at}`, { audience: 'client', secretId: `secret/${at}` }]),
    );

  it('the current passwords are read, and no request reads them again within their TTL', async () => {
    const { guard, stored, now } = guardWith();
    await guard.readAhead();
    expect(stored.reads).toEqual(['secret/client AWSCURRENT', 'secret/admin AWSCURRENT']);
    now.advance(config.credentialsTtlSeconds * 1000 - 1);
    passed(await guard(as(CLIENT)));
    passed(await guard(as(ADMIN)));
    expect(stored.reads).toHaveLength(2);
  });

  it('the deny list is read, too, where there is one', async () => {
    const { guard, stored } = guardWith({ deniedUsers: { secretId: 'secret/denied' } });
    await guard.readAhead();
    expect(stored.reads).toContain('secret/denied AWSCURRENT');
  });

  it('a few callers are read, and of many only one', async () => {
    const few = guardWith({ callers: callersNamed(MOST_READ_AHEAD) });
    await few.guard.readAhead();
    expect(few.stored.reads).toHaveLength(MOST_READ_AHEAD);
    const many = guardWith({ callers: callersNamed(MOST_READ_AHEAD + 1) });
    await many.guard.readAhead();
    expect(many.stored.reads).toEqual(['secret/0 AWSCURRENT']);
  });

  it('a failure is swallowed, and the first request asks again', async () => {
    const { guard, stored } = guardWith();
    stored.state.down = true;
    await guard.readAhead();
    stored.state.down = false;
    passed(await guard(as(CLIENT)));
  });

  it('what was read counts from then: a request that comes hours later, after a freeze, reads anew', async () => {
    const { guard, stored, now } = guardWith();
    await guard.readAhead();
    stored.rotate('secret/client', '{"username":"client"}', now());
    now.advance(3 * 3_600_000);
    expect(answered(await guard(as(CLIENT))).status).toBe(401);
  });
});

describe('a decision that takes too long', () => {
  it('is a 503 with CORS headers before Lambda@Edge ends the request, and what was read serves the next one', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { promise, resolve } = Promise.withResolvers<SecretVersion>();
    const guard = createGuard(config, { readerOf: () => () => promise, now: clock(), log: () => {} });
    const answer = guard(as(CLIENT, { headers: { origin: ORIGIN } }));
    await vi.advanceTimersByTimeAsync(4_900);
    const { status, headers } = answered(await answer);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([503, ORIGIN]);
    resolve({ value: secretValue('client', 'client-pw'), createdAt: 0 });
    passed(await guard(as(CLIENT)));
  });
});

describe('an error within', () => {
  it.each<[string, unknown, string]>([
    ['no record', { Records: [] }, 'Error'],
    ['no request', { Records: [{ cf: { config: { requestId: 'request-1' } } }] }, 'TypeError'],
    ['nothing', undefined, 'TypeError'],
  ])('is a 500 in our shape, and never thrown: %s', async (_, event, cause) => {
    const { guard, lines } = guardWith();
    const { status, body } = answered(await guard(event as CloudFrontRequestEvent));
    expect(status).toBe(500);
    expect(JSON.parse(body ?? '')).toMatchObject({ code: 'internal_error', requestId: '' });
    expect(lines).toEqual([
      { level: 'error', message: 'refused', requestId: '', cause, status: 500, code: 'internal_error' },
    ]);
  });
});

describe('the log', () => {
  it('has one line a refusal, none for what passes', async () => {
    const { guard, lines } = guardWith();
    await guard(as(CLIENT));
    await guard(as(CLIENT, { method: 'POST' }));
    await guard(as(CLIENT, { uri: '/admin/things/12' }));
    await guard(viewerRequestEvent({ uri: '/nothing' }));
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'refused',
        requestId: 'request-1',
        caller: 'client',
        route: 'POST /token',
        status: 405,
        code: 'method_not_allowed',
      },
      {
        level: 'info',
        message: 'refused',
        requestId: 'request-1',
        caller: 'client',
        route: 'GET /admin/things/{thingId}',
        status: 403,
        code: 'not_allowed',
      },
      { level: 'info', message: 'refused', requestId: 'request-1', status: 401, code: 'unauthorized' },
    ]);
  });

  it('holds nothing that a viewer can put there, and no secret', async () => {
    const { guard, stored, lines } = guardWith();
    const ask = {
      uri: '/hunter2',
      querystring: 'hunter2',
      headers: { 'sec-fetch-site': 'hunter2', 'x-stagepass-caller': 'hunter2' },
    };
    await guard(as(CLIENT, { ...ask, headers: { ...ask.headers, origin: 'hunter2' } }));
    await guard(as(basic('hunter2', 'hunter2'), ask));
    await guard(as(basic('client', 'hunter2'), ask));
    await guard(as(CLIENT, { ...ask, uri: '/%hunter2' }));
    stored.state.down = true;
    await guard(as(basic('admin', 'hunter2'), ask));
    expect(lines).toHaveLength(6);
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|client-pw|admin-pw/);
  });
});
