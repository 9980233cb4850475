import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { fields, listOf, optional, text } from '../../../../api/body.ts';
import { ApiError, ErrorBody } from '../../../../api/errors.ts';
import { query, wholeNumber } from '../../../../api/query.ts';
import type { Route } from '../../../../api/route.ts';
import { type ChosenProject, on, serve } from '../../../../lambda/shared/http/serve.ts';
import { readMetrics } from '../../../../lambda/shared/telemetry/metrics.ts';
import { apiEvent, bodyOf, REQUEST_ID } from '../../../support/api-event.ts';
import { captureLog } from '../../../support/captured-log.ts';

const route = {
  name: 'greet',
  method: 'GET',
  path: '/greeting',
  example: '/greeting',
  audience: 'client',
  summary: 'A greeting.',
  query: query({ name: v.optional(v.string(), 'you') }),
  response: v.strictObject({ greeting: v.string() }),
  failures: [],
} as const satisfies Route;

const now = () => 0;

const rights = { client: { routes: ['GET /greeting'], only: {} } };

/** The secret that must not get out; every failing answer below has it somewhere. */
const SECRET = 'hunter2';

describe('a served route', () => {
  it('answers what the contract says, parsed from what was asked', async () => {
    captureLog();
    const handler = serve([on(route, ({ name }) => ({ greeting: `hello ${name}` }), 'nothing')], now, rights);
    const answer = await handler(apiEvent(route, { name: 'Ada' }));
    expect(answer).toEqual({
      statusCode: 200,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Vary: 'Origin' },
      body: '{"greeting":"hello Ada"}',
    });
    expect(bodyOf(await handler(apiEvent(route)))).toEqual({ greeting: 'hello you' });
  });

  it('answers HEAD as GET, without the body', async () => {
    const log = captureLog();
    const handler = serve([on(route, ({ name }) => ({ greeting: `hello ${name}` }), 'nothing')], now, rights);
    const head = (query?: Record<string, string>) => handler({ ...apiEvent(route, query), httpMethod: 'HEAD' });
    const { headers } = await handler(apiEvent(route));
    expect(await head()).toEqual({ statusCode: 200, headers, body: '' });
    expect(await head({ age: '7' })).toMatchObject({ statusCode: 400, body: '' });
    expect(log.lines().map((line) => line.route)).toEqual(['GET /greeting', 'HEAD /greeting', 'HEAD /greeting']);
  });

  it('asks its function for HEAD, too, whose failure it is', async () => {
    captureLog();
    const failing = () => Promise.reject(new ApiError('unavailable', 'try again'));
    const handler = serve([on(route, failing, 'nothing')], now, rights);
    expect(await handler({ ...apiEvent(route), httpMethod: 'HEAD' })).toMatchObject({ statusCode: 503, body: '' });
  });

  it('refuses a parameter that is given twice, and takes one without a value for empty', async () => {
    captureLog();
    const handler = serve([on(route, ({ name }) => ({ greeting: `hello ${name}` }), 'nothing')], now, rights);
    const twice = await handler(apiEvent(route, { name: ['Ada', 'Bob'] }));
    expect(twice.statusCode).toBe(400);
    expect(bodyOf(twice)).toMatchObject({
      code: 'invalid_request',
      error: 'parameter "name" is given more than once',
    });
    for (const name of [[], undefined]) {
      const event = { ...apiEvent(route), multiValueQueryStringParameters: { name } };
      expect(bodyOf(await handler(event))).toEqual({ greeting: 'hello ' });
    }
  });

  it('answers for its own project, tells it, and has refusals of a choice come after those of the route', async () => {
    const log = captureLog();
    const telemetry = { stage: 'test', logSubjects: true, metrics: readMetrics(), project: 'eu' };
    const handler = serve([on(route, () => ({ greeting: 'hello' }), 'nothing')], now, rights, telemetry);
    const ask = (project: ChosenProject, caller = 'client', httpMethod = 'GET') => {
      const event = apiEvent(route);
      const requestContext = { ...event.requestContext, authorizer: { caller } };
      return handler({ ...event, requestContext, httpMethod, project });
    };
    const refusal = new ApiError('not_found', 'there is no such project');
    expect(await ask({ name: 'eu' })).toMatchObject({ statusCode: 200 });
    expect(bodyOf(await ask({ name: 'us' }))).toMatchObject({ code: 'internal_error' });
    expect(bodyOf(await ask({ refusal }))).toMatchObject({ code: 'not_found', error: 'there is no such project' });
    expect(await ask({ refusal }, 'client', 'HEAD')).toMatchObject({ statusCode: 404, body: '' });
    expect(bodyOf(await ask({ refusal }, 'nobody'))).toMatchObject({ code: 'not_allowed' });
    expect(log.lines().map(({ project }) => project)).toEqual(['eu', undefined, undefined, undefined, undefined]);
  });

  it('takes a project for any other parameter on a stage that has none', async () => {
    captureLog();
    const handler = serve([on(route, () => ({ greeting: 'hello' }), 'nothing')], now, rights);
    expect(bodyOf(await handler(apiEvent(route, { project: 'eu' })))).toMatchObject({
      code: 'invalid_request',
      error: 'unknown parameter "project": this route takes name',
    });
  });

  it('makes no token for HEAD, but refuses what it would refuse to GET', async () => {
    const log = captureLog();
    const audit = { kind: 'greeting', subject: ['name'], vends: true };
    const names = { kind: 'names', called: 'name', listed: 'names', expected: 'a name', description: '' } as const;
    const vending = { ...route, audit, rights: { names } } as const;
    const asks = ({ name }: { name: string }) => ({ names: name, lifetimeSeconds: undefined });
    const handler = serve([on(vending, () => expect.fail('a token was made'), asks)], now, {
      client: { routes: ['GET /greeting'], only: { names: ['you'] } },
    });
    const head = (query?: Record<string, string>) => handler({ ...apiEvent(route, query), httpMethod: 'HEAD' });
    expect(await head()).toMatchObject({ statusCode: 200, body: '' });
    expect(await head({ name: 'Ada' })).toMatchObject({ statusCode: 403, body: '' });
    expect(await head({ age: '7' })).toMatchObject({ statusCode: 400, body: '' });
    expect(log.lines()[0]).toMatchObject({ message: 'answered', status: 200, subject: { name: 'you' } });
    expect(log.lines()[0]).not.toHaveProperty('Vended');
  });

  it('refuses to HEAD and GET alike what the configuration doesn’t have, after what rights don’t give', async () => {
    captureLog();
    const audit = { kind: 'greeting', subject: ['name'], vends: true };
    const names = { kind: 'names', called: 'name', listed: 'names', expected: 'a name', description: '' } as const;
    const vending = { ...route, audit, rights: { names } } as const;
    const handler = serve(
      [
        on(
          vending,
          ({ name }) => ({ greeting: `hello ${name}` }),
          ({ name }) => ({ names: name, lifetimeSeconds: undefined }),
          ({ name }, { maximumLifetimeSeconds }) => {
            if (name !== 'you') throw new ApiError('not_found', `nobody lives for ${maximumLifetimeSeconds}`);
          },
        ),
      ],
      now,
      { client: { routes: ['GET /greeting'], only: { names: ['you', 'Ada'] }, maximumLifetimeSeconds: 60 } },
    );
    for (const httpMethod of ['GET', 'HEAD']) {
      const ask = async (name: string) => handler({ ...apiEvent(vending, { name }), httpMethod });
      expect((await ask('you')).statusCode, httpMethod).toBe(200);
      expect((await ask('Ada')).statusCode, httpMethod).toBe(404);
      expect((await ask('Bob')).statusCode, httpMethod).toBe(403);
    }
    const { error } = bodyOf(await handler(apiEvent(vending, { name: 'Ada' })));
    expect(error).toBe('nobody lives for 60');
  });

  it('tells its function who asks', async () => {
    captureLog();
    const handler = serve(
      [on(route, (_query, { caller, requestId }) => ({ greeting: `${caller} ${requestId}` }), 'nothing')],
      now,
      rights,
    );
    expect(bodyOf(await handler(apiEvent(route)))).toEqual({ greeting: `client ${REQUEST_ID}` });
  });

  it.each([
    ['the authorizer’s word, not a header’s', { caller: 'nobody' }, 403],
    ['no authorizer', null, 403],
    ['the authorizer’s word', { caller: 'client' }, 200],
  ])('knows who asks by %s', async (_what, authorizer, status) => {
    captureLog();
    const event = apiEvent(route);
    const handler = serve([on(route, () => ({ greeting: 'hello' }), 'nothing')], now, rights);
    const answer = await handler({ ...event, requestContext: { ...event.requestContext, authorizer } });
    expect(answer.statusCode).toBe(status);
  });

  it('says no more than “not yours” of a route to whom it isn’t for', async () => {
    captureLog();
    const handler = serve([on(route, () => expect.fail('called'), 'nothing')], now, {});
    const answer = await handler(apiEvent(route, { nmae: 'Ada' }));
    expect(bodyOf(answer)).toMatchObject({ code: 'not_allowed', error: expect.stringContaining('GET /greeting') });
  });

  it.each([
    ['at the top', { expiresAt: new Date(65_001).toISOString() }],
    ['in an envelope', { data: { expiresAt: new Date(65_001).toISOString() } }],
    ['in a list', { data: [{ expiresAt: new Date(60_000).toISOString() }, { expiresAt: null }] }],
  ])('lets out no token that outlives the caller’s maximum, whoever made it: %s', async (_where, answered) => {
    captureLog();
    const vending = { ...route, response: v.looseObject({}) } as const;
    const limited = { client: { ...rights.client, maximumLifetimeSeconds: 60 } };
    const answer = await serve([on(vending, () => answered, 'nothing')], now, limited)(apiEvent(route));
    expect([answer.statusCode, bodyOf(answer).code]).toEqual([403, 'not_allowed']);
    expect(answer.body).not.toContain('expiresAt');
  });

  it.each<[string, () => Promise<unknown> | unknown]>([
    ['an answer with a field the contract doesn’t name', () => ({ greeting: 'hello', password: SECRET })],
    ['an answer of another shape', () => ({ greeting: [SECRET] })],
    ['no answer', () => undefined],
    ['a function that throws', () => Promise.reject(new Error(SECRET))],
    ['a function that throws text', () => Promise.reject(SECRET)],
    ['an error whose cause knows a secret', () => Promise.reject(new Error('x', { cause: new Error(SECRET) }))],
  ])('makes an opaque 500 of %s', async (_what, answered) => {
    const log = captureLog();
    // What a mistake in a function can do at run time, past its types.
    const handler = serve(
      [{ route, answer: async () => answered(), asks: () => ({ lifetimeSeconds: undefined }) }],
      now,
      rights,
    );
    const answer = await handler(apiEvent(route));
    expect(answer.statusCode).toBe(500);
    expect(bodyOf(answer)).toEqual({
      error: 'something went wrong here; look for the request id in the logs',
      code: 'internal_error',
      requestId: REQUEST_ID,
    });
    expect(log.text()).not.toContain(SECRET);
    expect(log.lines()).toMatchObject([
      { level: 'error', message: 'refused', status: 500, code: 'internal_error', cause: expect.any(String) },
    ]);
  });

  it('answers a failure meant for the caller with its status, code and message, and logs its causes by name', async () => {
    const log = captureLog();
    const cause = Object.assign(new Error(SECRET), { name: 'TimeoutError', code: 'ETIMEDOUT' });
    const failure = new ApiError('unavailable', 'try again', { cause });
    const answer = await serve([on(route, () => Promise.reject(failure), 'nothing')], now, rights)(apiEvent(route));
    expect(answer.statusCode).toBe(503);
    expect(v.parse(ErrorBody, bodyOf(answer))).toEqual({
      error: 'try again',
      code: 'unavailable',
      requestId: REQUEST_ID,
    });
    expect(answer.headers).toMatchObject({ 'Cache-Control': 'no-store' });
    expect(log.lines()).toMatchObject([{ status: 503, code: 'unavailable', cause: 'TimeoutError(ETIMEDOUT)' }]);
    expect(log.text()).not.toContain(SECRET);
  });

  it('refuses what the query’s schema refuses, without calling the function', async () => {
    captureLog();
    const handler = serve([on(route, () => expect.fail('called'), 'nothing')], now, rights);
    const answer = await handler(apiEvent(route, { nmae: 'Ada' }));
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toMatchObject({
      code: 'invalid_request',
      error: 'unknown parameter "nmae": did you mean name?',
    });
  });

  it.each([
    ['another method', { ...route, method: 'POST' } as const],
    ['another path', { ...route, path: '/other' } as const],
  ])('doesn’t answer for %s', async (_what, other) => {
    const log = captureLog();
    const handler = serve([on(route, () => ({ greeting: 'hello' }), 'nothing')], now, rights);
    expect((await handler(apiEvent(other))).statusCode).toBe(500);
    expect(log.lines()).toMatchObject([{ cause: 'Error' }]);
  });

  it('logs how long it took', async () => {
    const log = captureLog();
    let time = 1_000;
    const answer = () => {
      time += 42;
      return { greeting: 'hello' };
    };
    await serve([on(route, answer, 'nothing')], () => time, rights)(apiEvent(route));
    expect(log.lines()).toMatchObject([{ level: 'info', message: 'answered', status: 200, durationMs: 42 }]);
  });
});

const updateRoute = {
  ...route,
  name: 'rename',
  method: 'PUT',
  path: '/people/{id}',
  params: v.strictObject({ id: wholeNumber('id must be a whole number') }),
  body: fields({ name: text(8), tags: optional(listOf(fields({ tag: text(8) }), 'objects with a tag')) }),
  response: v.strictObject({ id: v.number(), name: v.string() }),
} as const satisfies Route;

describe('a served route with path parameters and a body', () => {
  const handler = serve(
    [on(updateRoute, (_query, { params, body }) => ({ id: params.id, name: body.name }), 'nothing')],
    now,
    {
      client: { routes: ['PUT /people/{id}'], only: {} },
    },
  );
  const send = (body: string | null, headers: Record<string, string> = {}, id = '7') =>
    handler(apiEvent(updateRoute, {}, { body, params: { id }, headers }));

  it('hands them over as the contract’s types', async () => {
    captureLog();
    expect(bodyOf(await send('{"name":"Ada"}'))).toEqual({ id: 7, name: 'Ada' });
    const tagged = await send('{"name":"Ada","tags":null}', { 'content-type': 'application/json; charset=utf-8' });
    expect(tagged.statusCode).toBe(200);
  });

  it.each(['application/json', 'Application/JSON', 'application/json;charset=utf-8', 'application/json \t; a=b'])(
    'reads what is said to be %j',
    async (type) => {
      captureLog();
      expect((await send('{"name":"Ada"}', { 'Content-Type': type })).statusCode).toBe(200);
    },
  );

  it.each([
    ['{', 'the body is not JSON'],
    ['', 'the body is not JSON'],
    ['[]', 'the body must be a JSON object'],
    ['null', 'the body must be a JSON object'],
    ['"name"', 'the body must be a JSON object'],
    ['{}', 'name is required'],
    ['{"name":5}', 'name must be text of 1 to 8 characters'],
    ['{"name":"  "}', 'name must be text of 1 to 8 characters'],
    ['{"name":"123456789"}', 'name must be text of 1 to 8 characters'],
    ['{"name":"Ada","nmae":1}', 'nmae is not a field here; did you mean name?'],
    ['{"nmae":"Ada"}', 'nmae is not a field here; did you mean name?'],
    ['{"name":"Ada","__proto__":{}}', '__proto__ is not a field here; there are name, tags'],
    ['{"name":"Ada","a\\nb":1}', '"a\\nb" is not a field here; there are name, tags'],
    ['{"name":"Ada","tags":{}}', 'tags must be a list of objects with a tag'],
    ['{"name":"Ada","tags":[{"tag":"x"},{}]}', 'tags.1.tag is required'],
    ['{"name":"Ada","tags":[[]]}', 'tags.0.tag is required'],
    ['{"name":"Ada","tags":[5]}', 'tags.0 must be an object'],
  ])('refuses %s', async (body, error) => {
    captureLog();
    const answer = await send(body);
    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ code: 'invalid_request', error });
  });

  it.each([
    'text/plain',
    'text/plain; application/json',
    'text/plain;application/json;',
    'multipart/form-data; boundary=application/json',
    ' application/json',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json, text/plain',
    '',
  ])('reads nothing that is said to be %j: a foreign page could have sent it', async (type) => {
    captureLog();
    const answer = await send('{"name":"Ada"}', { 'Content-Type': type });
    expect(answer.statusCode).toBe(415);
    expect(bodyOf(answer)).toMatchObject({
      code: 'unsupported_media_type',
      error: 'send the body as application/json',
    });
  });

  it('reads 16 KB and no more', async () => {
    captureLog();
    const padded = (bytes: number) => `{"name":"Ada"}`.padEnd(bytes);
    expect((await send(padded(16_384))).statusCode).toBe(200);
    const answer = await send(padded(16_385));
    expect(answer.statusCode).toBe(413);
    expect(bodyOf(answer)).toMatchObject({
      code: 'payload_too_large',
      error: 'the body is larger than 16384 bytes',
    });
    expect((await send(`{"name":"${'ü'.repeat(8_190)}"}`)).statusCode).toBe(413);
  });

  it('refuses a path parameter by its schema', async () => {
    captureLog();
    const answer = await send('{"name":"Ada"}', {}, '7x');
    expect([answer.statusCode, bodyOf(answer).error]).toEqual([400, 'id must be a whole number']);
  });

  it('never fails on a body, whatever it holds', async () => {
    captureLog();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
        const { statusCode } = await send(body);
        expect([200, 400]).toContain(statusCode);
      }),
    );
  });
});

describe('a signed-in user', () => {
  const named = {
    ...route,
    rights: {
      users: { kind: 'names', called: 'user', listed: 'user patterns', expected: 'a user', description: '' },
    },
    user: { term: 'users', field: 'name' },
    query: query({ name: v.pipe(v.string(), v.maxLength(5, 'name must be 5 characters at most')) }),
  } as const satisfies Route;
  const ask = async (user: string, asked: Readonly<Record<string, string>> = {}) => {
    captureLog();
    const members = { routes: ['GET /greeting'], only: { users: ['{user}'] }, claims: { user: 'sub' } };
    const asks = ({ name }: { name: string }) => ({ users: name, lifetimeSeconds: undefined });
    const handler = serve([on(named, ({ name }) => ({ greeting: name }), asks)], now, { members });
    const event = apiEvent(named, asked);
    const authorizer = { caller: 'members', user, issuer: 'app', values: '{}' };
    return handler({ ...event, requestContext: { ...event.requestContext, authorizer } });
  };

  it('is named where the request names nobody, though the name is required', async () => {
    expect(bodyOf(await ask('ada'))).toEqual({ greeting: 'ada' });
    expect((await ask('ada', { name: 'bob' })).statusCode).toBe(403);
  });

  it('whose name such a token can’t have is refused, and the request isn’t blamed for it', async () => {
    const answer = await ask('ada-lovelace');
    expect([answer.statusCode, bodyOf(answer)]).toEqual([
      403,
      {
        error: 'this user’s name can’t stand in such a token: name must be 5 characters at most',
        code: 'not_allowed',
        requestId: REQUEST_ID,
      },
    ]);
    expect((await ask('ada', { name: 'ada-lovelace' })).statusCode).toBe(400);
  });

  it('is not blamed for a query where the name stands in the body', async () => {
    captureLog();
    const posted = {
      ...named,
      method: 'POST',
      query: query({}),
      body: fields({ name: text(5) }),
    } as const satisfies Route;
    const members = { routes: ['POST /greeting'], only: { users: ['{user}'] }, claims: { user: 'sub' } };
    const asks = (_: object, { body }: { body: { name: string } }) => ({
      users: body.name,
      lifetimeSeconds: undefined,
    });
    const handler = serve([on(posted, (_, { body }) => ({ greeting: body.name }), asks)], now, { members });
    const event = apiEvent(posted, { name: 'bob' }, { body: '{}' });
    const authorizer = { caller: 'members', user: 'ada', issuer: 'app', values: '{}' };
    const answer = await handler({ ...event, requestContext: { ...event.requestContext, authorizer } });
    expect([answer.statusCode, bodyOf(answer).code]).toEqual([400, 'invalid_request']);
  });
});
