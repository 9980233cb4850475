import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { startRestApi } from '../../../local/api-gateway/api-gateway.ts';
import { GatewayError } from '../../../local/api-gateway/gateway-error.ts';
import type { CountUse } from '../../../local/api-gateway/usage-plans.ts';
import type { InvocationResult } from '../../../local/lambda/protocol.ts';
import { fakeFunctions } from '../support/functions.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { changed } from '../support/small-app.ts';
import { smallApi } from './requests.ts';

const IDENTITY = { 'x-origin': 'right', 'x-caller': 'ann' };

const ALLOW: InvocationResult = {
  ok: true,
  payload: { principalId: 'me', policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
};
const WELL: InvocationResult = { ok: true, payload: { statusCode: 200, body: '"well"' } };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Answers {
  readonly handler?: () => Promise<InvocationResult>;
  readonly authorizer?: InvocationResult;
  readonly mayInvoke?: (arn: string) => boolean;
  /** Resources in place of the small app's. */
  readonly api?: Readonly<Record<string, object>>;
  readonly countUse?: CountUse;
}

const uncounted: CountUse = () => expect.fail('the request was counted');

/** The small API, whose functions answer this. */
async function start({
  handler = async () => WELL,
  authorizer = ALLOW,
  mayInvoke = () => true,
  api,
  countUse = uncounted,
}: Answers = {}) {
  const clock = new ManualClock();
  const invoked: string[] = [];
  const events: APIGatewayProxyEvent[] = [];
  const functions = fakeFunctions(
    (arn, event) => {
      if (arn.includes('AuthorizerFunction')) {
        invoked.push('authorizer');
        return Promise.resolve(authorizer);
      }
      invoked.push('handler');
      events.push(event as APIGatewayProxyEvent);
      return handler();
    },
    { mayInvoke },
  );
  const server = await startRestApi(smallApi(api), functions, clock, countUse);
  closing.push(server.close);
  const ask = async (path: string, init: RequestInit = { headers: IDENTITY }) => {
    const answer = await fetch(server.url + path, init);
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  return { ask, clock, invoked, events };
}

const RIGHT = '/live/things/7?colour=red';

describe('a request', () => {
  it('is answered by its function, which is told who the authorizer says it is', async () => {
    const { ask, events, invoked } = await start();
    const { status, headers, body } = await ask(RIGHT);
    expect([status, body]).toEqual([200, 'well']);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('x-amzn-requestid')).toBe(events[0]?.requestContext.requestId);
    expect(invoked).toEqual(['authorizer', 'handler']);
    expect(events[0]).toMatchObject({
      pathParameters: { thing: '7' },
      requestContext: { authorizer: { principalId: 'me' } },
    });
  });

  it('below another stage is forbidden, whatever the API says of that', async () => {
    const { ask, invoked } = await start();
    expect(await ask('/test/things/7')).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
    expect(await ask('/')).toMatchObject({ status: 403 });
    expect(invoked).toEqual([]);
  });

  it('for no method is refused before the authorizer is asked', async () => {
    const { ask, invoked } = await start();
    expect(await ask('/live/nothing')).toMatchObject({
      status: 403,
      body: { message: 'Missing Authentication Token' },
    });
    expect(await ask('/live/things/7', { method: 'DELETE' })).toMatchObject({ status: 403 });
    expect(invoked).toEqual([]);
  });

  it('without the identity headers is refused before the authorizer is asked', async () => {
    const { ask, invoked } = await start();
    expect(await ask(RIGHT, { headers: {} })).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    expect(invoked).toEqual([]);
  });

  it('that is denied gets the template’s own words', async () => {
    const deny = { principalId: 'me', policyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] } };
    const { ask, invoked } = await start({ authorizer: { ok: true, payload: deny } });
    const { status, headers, body } = await ask(RIGHT);
    expect([status, body]).toEqual([403, { error: 'closed', id: headers.get('x-amzn-requestid') }]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(invoked).toEqual(['authorizer']);
  });

  it('of more than 10 MB is too large, whatever the API says of that', async () => {
    const { ask, invoked } = await start({
      api: {
        ...changed('Small-Api', 'GetThing', { HttpMethod: 'ANY' }),
        ...changed('Small-Api', 'Denied', { ResponseType: 'REQUEST_TOO_LARGE', StatusCode: '400' }),
      },
    });
    const body = 'x'.repeat(10 * 1024 * 1024 + 1);
    expect(await ask(RIGHT, { method: 'POST', headers: IDENTITY, body })).toMatchObject({
      status: 413,
      body: { message: 'Request Too Long' },
    });
    expect(invoked).toEqual([]);
  });

  it('beyond the method’s limit is throttled, until time has passed', async () => {
    const { ask, clock, invoked } = await start();
    const statuses = [];
    for (let at = 0; at < 5; at += 1) statuses.push((await ask(RIGHT)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    clock.advance(1_000);
    expect([(await ask(RIGHT)).status, (await ask(RIGHT)).status]).toEqual([200, 429]);
    expect(invoked.filter((name) => name === 'handler')).toHaveLength(4);
  });
});

describe('a function', () => {
  it('that the API may not invoke is a fault of the configuration', async () => {
    const noHandler = await start({ mayInvoke: (arn) => arn.includes('Authorizer') });
    expect(await noHandler.ask(RIGHT)).toMatchObject({ status: 500, body: { message: 'Internal server error' } });
    expect(noHandler.invoked).toEqual(['authorizer']);
    const noAuthorizer = await start({ mayInvoke: (arn) => !arn.includes('Authorizer') });
    expect(await noAuthorizer.ask(RIGHT)).toMatchObject({ status: 500, body: { message: null } });
    expect(noAuthorizer.invoked).toEqual([]);
  });

  it.each<[string, InvocationResult]>([
    ['fails', { ok: false, error: { errorType: 'Error', errorMessage: 'with its inside out' } }],
    ['answers what is no answer', { ok: true, payload: { body: {} } }],
  ])('that %s is a 502 without a word of it', async (_what, result) => {
    const { ask } = await start({ handler: async () => result });
    expect(await ask(RIGHT)).toMatchObject({ status: 502, body: { message: 'Internal server error' } });
  });

  it('that takes longer than the integration’s timeout is a 504', async () => {
    const asked = Promise.withResolvers<void>();
    const { ask, clock } = await start({
      handler: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    });
    const answer = ask(RIGHT);
    await asked.promise;
    clock.advance(29_000);
    expect(await answer).toMatchObject({ status: 504, body: { message: 'Endpoint request timed out' } });
  });
});

describe('a method that requires an API key', () => {
  const countUse: CountUse = (value, apiStage) => {
    if (value !== 'a') throw new GatewayError('QUOTA_EXCEEDED');
    expect(apiStage).toMatch(/^\w{10}\/live$/);
    return { id: 'id-of-a', value };
  };
  const keyed = changed('Small-Api', 'GetThing', { ApiKeyRequired: true });
  const byAuthorizer = changed('Small-Api', 'Api', { ApiKeySourceType: 'AUTHORIZER' });
  const answering = (usageIdentifierKey: string): InvocationResult => ({
    ok: true,
    payload: { ...(ALLOW.ok ? (ALLOW.payload as object) : {}), usageIdentifierKey },
  });

  it('counts the request under the authorizer’s, where the API says so, whatever the request brings', async () => {
    const right = await start({ api: { ...keyed, ...byAuthorizer }, authorizer: answering('a'), countUse });
    expect((await right.ask(RIGHT, { headers: { ...IDENTITY, 'x-api-key': 'b' } })).status).toBe(200);
    expect(right.events[0]?.requestContext.identity).toMatchObject({ apiKey: 'a', apiKeyId: 'id-of-a' });
    const wrong = await start({ api: { ...keyed, ...byAuthorizer }, authorizer: answering('b'), countUse });
    expect(await wrong.ask(RIGHT, { headers: { ...IDENTITY, 'x-api-key': 'a' } })).toMatchObject({
      status: 429,
      body: { message: 'Limit Exceeded' },
    });
    expect(wrong.invoked).toEqual(['authorizer']);
  });

  it('takes the request’s own header otherwise', async () => {
    const { ask } = await start({ api: keyed, authorizer: answering('a'), countUse });
    expect((await ask(RIGHT, { headers: { ...IDENTITY, 'x-api-key': 'a' } })).status).toBe(200);
    expect((await ask(RIGHT)).status).toBe(429);
  });
});
