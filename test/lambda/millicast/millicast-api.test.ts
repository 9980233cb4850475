import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ApiError } from '../../../api/errors.ts';
import { UpstreamDisabledTokens } from '../../../lambda/millicast/disabled-tokens.ts';
import { type Call, MILLICAST_TIMES, millicastApi } from '../../../lambda/millicast/millicast-api.ts';
import { causeOf } from '../../../lambda/shared/telemetry/log.ts';
import { API_SECRET, oneStream, running } from './running.ts';

const tools = { now: Date.now, random: () => 0, sleep: async () => {} };
const read: Call = { method: 'GET', path: '/publish_token/1', tokenId: 1 };
const create: Call = { method: 'POST', path: '/publish_token', body: {} };
const update: Call = { method: 'PUT', path: '/publish_token/1', body: {}, tokenId: 1 };

/** Some server in Millicast's place, and how often it was asked. */
async function serverThat(answers: RequestListener): Promise<{ url: string; calls: () => number }> {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    answers(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls };
}

function answering(status: number, body: unknown): RequestListener {
  return (_, response) => response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
}

function ask(url: string, call: Call, { now }: { readonly now: () => number } = tools): Promise<unknown> {
  return millicastApi(url, async () => ({ apiSecret: API_SECRET }), MILLICAST_TIMES, { ...tools, now })(
    call,
    v.unknown(),
  );
}

/** Ends every call as its timeout would, but when `end` is called, however slow the machine is. */
function timeoutsByHand() {
  let last = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    last = new AbortController();
    return last.signal;
  });
  onTestFinished(() => timeout.mockRestore());
  return { asked: () => timeout.mock.calls.flat(), end: () => last.abort() };
}

/** What a call fails with; nothing of the secret or the answer may be in it, however it is looked at. */
async function failure(asked: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await asked.then(
    () => expect.fail('it was answered'),
    (reason) => reason,
  );
  if (!(error instanceof ApiError)) throw error;
  const seen = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  for (const hidden of [API_SECRET, 'not for the caller', '<html>', 'AxiosError']) expect(seen).not.toContain(hidden);
  return error;
}

describe('a call of Millicast', () => {
  it('carries secret, path, query and JSON as its API wants them, and goes nowhere else', async () => {
    const seen: unknown[] = [];
    const { url } = await serverThat((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { authorization, 'content-type': type } = request.headers;
        seen.push([request.method, request.url, authorization, type, body]);
        response.end('{"status":"success","data":7}');
      });
    });
    expect(await ask(url, { ...create, body: { label: 'ü' } })).toBe(7);
    await ask(url, {
      method: 'GET',
      path: '/publish_token/list',
      query: { page: 1, sortBy: undefined, name: 'a b&c' },
    });
    expect(seen).toEqual([
      ['POST', '/api/publish_token', `Bearer ${API_SECRET}`, 'application/json', '{"label":"ü"}'],
      ['GET', '/api/publish_token/list?page=1&name=a+b%26c', `Bearer ${API_SECRET}`, undefined, ''],
    ]);
  });

  it('gives its words for the fields it refuses, and nothing else of its answer', async () => {
    const data = {
      label: 'Too long.',
      streams: ['Too few.', 'Too short.'],
      count: 3,
      note: null,
      'a\nb': 'line\u0007two',
    };
    const { url } = await serverThat(answering(400, { status: 'fail', data, trace: 'not for the caller' }));
    const { code, message } = await failure(ask(url, create));
    expect(code).toBe('invalid_request');
    expect(message).toBe('Millicast refuses this; label: Too long.; streams: Too few. Too short.; a b: line two');
  });

  it('repeats our secret to nobody, where Millicast repeats it', async () => {
    const { url } = await serverThat((request, response) => {
      const { authorization = '' } = request.headers;
      const data = {
        token: `Unknown token ${authorization}`,
        [authorization]: ['No.', encodeURIComponent(authorization)],
      };
      response.writeHead(400).end(JSON.stringify({ status: 'fail', data }));
    });
    expect((await failure(ask(url, create))).message).toBe(
      'Millicast refuses this; token: Unknown token Bearer [removed]; Bearer [removed]: No. Bearer%20[removed]',
    );
  });

  it('repeats our secret to nobody, where Millicast says why it disabled no token', async () => {
    const { url } = await serverThat(({ headers: { authorization } }, response) => {
      const failedTokens = [
        { tokenId: 7, errorMessage: `not of ${authorization}\u202e` },
        { tokenId: 8, errorMessage: 'x'.repeat(5_000) },
        { tokenId: 9, errorMessage: null },
      ];
      response.end(JSON.stringify({ status: 'success', data: { successfulTokens: [], failedTokens } }));
    });
    const call = millicastApi(url, async () => ({ apiSecret: API_SECRET }), MILLICAST_TIMES, tools);
    const disable: Call = { method: 'PATCH', path: '/publish_token/disable', body: { tokenIds: [7, 8, 9] } };
    expect((await call(disable, UpstreamDisabledTokens)).failedTokens).toEqual([
      { tokenId: 7, errorMessage: 'not of Bearer [removed] ' },
      { tokenId: 8, errorMessage: `${'x'.repeat(199)}…` },
      { tokenId: 9, errorMessage: null },
    ]);
  });

  it('keeps words that would turn the text around them to themselves', async () => {
    const data = { label: 'no\u202eti od\u2028now' };
    const { url } = await serverThat(answering(400, { status: 'fail', data }));
    expect((await failure(ask(url, create))).message).toBe('Millicast refuses this; label: no ti od now');
  });

  it('keeps a flood of words short', async () => {
    const data = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`field${at}`, 'x'.repeat(5_000)]));
    const { url } = await serverThat(answering(400, { status: 'fail', data }));
    expect((await failure(ask(url, create))).message.length).toBeLessThan(2_500);
  });

  it.each([
    ['text', 'free-form'],
    ['nothing', undefined],
    ['a list', [1, 2]],
  ])('says that it refuses, where it says no field: %s', async (_what, data) => {
    const { url } = await serverThat(answering(400, { status: 'fail', data }));
    expect(await failure(ask(url, create))).toMatchObject({
      code: 'invalid_request',
      message: 'Millicast refuses this',
    });
  });

  it.each([
    ['as it says it', 400, { status: 'fail', data: { tokenId: 'No publish token with id: 1' } }],
    ['by status', 404, '<html>'],
  ])('makes a 404 of an id it doesn’t know, %s', async (_what, status, body) => {
    const { url } = await serverThat(answering(status, body));
    for (const call of [read, update]) {
      expect(await failure(ask(url, call))).toMatchObject({
        code: 'not_found',
        message: 'there is no publish token with the id 1',
      });
    }
  });

  it.each([
    [401, 'provider_refused'],
    [403, 'provider_refused'],
    [405, 'provider_refused'],
    [400, 'provider_refused'],
    [429, 'too_many_requests'],
    [302, 'provider_failed'],
    [204, 'provider_failed'],
  ])('is not made again after a %i', async (status, code) => {
    const { url, calls } = await serverThat(answering(status, '<html>'));
    expect((await failure(ask(url, read))).code).toBe(code);
    expect(calls()).toBe(1);
  });

  it.each([
    ['a page', '<html>'],
    ['no envelope', { token: 'x' }],
    ['an error', { status: 'error', message: 'not for the caller' }],
    ['more than it can be', `{"status":"success","data":"${'x'.repeat(5 * 1024 * 1024)}"}`],
  ])('fails on a 200 that holds %s', async (_what, body) => {
    const { url } = await serverThat(answering(200, body));
    const { code, message } = await failure(ask(url, create));
    expect(code).toBe('provider_failed');
    expect(message).toContain('look for it in the list before you try again');
  });

  it('fails on a token that is not as documented', async () => {
    const { url } = await serverThat(answering(200, { status: 'success', data: { id: 'one' } }));
    const call = millicastApi(url, async () => ({ apiSecret: API_SECRET }), MILLICAST_TIMES, tools);
    const error = await failure(call(read, v.object({ id: v.number() })));
    expect(error.code).toBe('provider_failed');
    expect(causeOf(error)).toBe('ApiError(provider_failed) < Fault(not as documented)');
  });

  it('is made again when a read fails in passing, and not otherwise', async () => {
    let failures = 2;
    const { url, calls } = await serverThat((_, response) => {
      failures -= 1;
      if (failures === 1) response.destroy();
      else if (failures === 0) response.writeHead(503).end();
      else response.end('{"status":"success","data":7}');
    });
    expect(await ask(url, read)).toBe(7);
    expect(calls()).toBe(3);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('is made once when it is a %s', async (method) => {
    const { url, calls } = await serverThat(answering(503, '<html>'));
    expect((await failure(ask(url, { method, path: '/publish_token' }))).code).toBe('provider_failed');
    expect(calls()).toBe(1);
  });

  it.each([
    [read, 'Millicast took too long to answer; try again'],
    [
      create,
      'Millicast took too long to answer; the token may have been made all the same: look for it in the list before you try again',
    ],
    [
      update,
      'Millicast took too long to answer; it may have been done all the same: look at token 1 before you try again',
    ],
  ])('says after a timeout what to do: $method', async (call, message) => {
    const timeouts = timeoutsByHand();
    const { url, calls } = await serverThat(timeouts.end);
    expect(await failure(ask(url, call, { now: () => 0 }))).toMatchObject({ code: 'provider_timeout', message });
    const { attempts, attemptMs } = MILLICAST_TIMES.read;
    const isRead = call.method === 'GET';
    expect(calls()).toBe(isRead ? attempts : 1);
    expect(timeouts.asked()).toEqual(isRead ? Array(attempts).fill(attemptMs) : [MILLICAST_TIMES.writeMs]);
  });

  it('is not made where nobody listens', async () => {
    const { code } = await failure(ask('http://127.0.0.1:1', read));
    expect(code).toBe('provider_failed');
  });
});

describe('a create whose answer is lost', () => {
  it.each([
    ['hang_after_create', 504, 'provider_timeout'],
    ['drop_after_create', 502, 'provider_failed'],
  ] as const)('is not made twice: %s', async (behaviour, status, code) => {
    const { ask: request, sandbox } = await running({ times: { writeMs: 100 } });
    sandbox.behave(behaviour);
    const answer = await request('POST /millicast/publish_token', oneStream);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.error).toContain('the token may have been made all the same: look for it in the list');
    expect(sandbox.calls).toHaveLength(1);
    sandbox.behave('ok');
    const { body } = await request('GET /millicast/publish_token/list?page=1&itemsOnPage=10');
    expect(body.data).toHaveLength(1);
  });
});
