import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { authorizer } from '../../../local/api-gateway/authorizer.ts';
import { GatewayError } from '../../../local/api-gateway/gateway-error.ts';
import type { AuthorizerSpec } from '../../../local/api-gateway/rest-api.ts';
import type { InvocationResult } from '../../../local/lambda/protocol.ts';
import { apiRequest, routed } from './requests.ts';

const IDENTITY = { 'X-Origin': ['right'], 'x-caller': ['ann'] };

function policy(Effect: string, Resource: string, more: object = {}): InvocationResult {
  const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource }];
  return { ok: true, payload: { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement }, ...more } };
}

const allowed = policy('Allow', 'arn:aws:execute-api:eu-west-1:123456789012:*');

/** The authorizer of the small app, with a function that answers this. */
function asking(answer: InvocationResult, changes: Partial<AuthorizerSpec> = {}) {
  const events: APIGatewayRequestAuthorizerEvent[] = [];
  let now = 0;
  const spec = routed(apiRequest('/')).method.authorizer;
  if (spec === undefined) throw new Error('the small method has an authorizer');
  const authorize = authorizer(
    { ...spec, ...changes },
    async (event) => {
      events.push(event as APIGatewayRequestAuthorizerEvent);
      return answer;
    },
    () => now,
  );
  return {
    events,
    ask: (headers: Record<string, string[]> = IDENTITY, path = '/things/7') =>
      authorize(routed(apiRequest(path, headers))),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

function refusal(type: string, text: string | null) {
  return expect.objectContaining({ name: 'GatewayError', type, text });
}

describe('an identity', () => {
  it.each([[{}], [{ 'x-origin': ['right'] }], [{ ...IDENTITY, 'X-Origin': [''] }]])(
    'that is not whole is refused without asking: %j',
    async (headers) => {
      const { ask, events } = asking(allowed);
      await expect(ask(headers)).rejects.toEqual(refusal('UNAUTHORIZED', 'Unauthorized'));
      expect(events).toEqual([]);
    },
  );

  it('is asked about once within the TTL', async () => {
    const { ask, events, wait } = asking(allowed);
    for (let at = 0; at < 3; at += 1) await ask();
    wait(299_999);
    await ask();
    expect(events).toHaveLength(1);
    wait(1);
    await ask();
    expect(events).toHaveLength(2);
  });

  it('is another with any other value', async () => {
    const { ask, events } = asking(allowed);
    await ask({ 'X-Origin': ['a'], 'X-Caller': ['b,c'] });
    await ask({ 'X-Origin': ['a,b'], 'X-Caller': ['c'] });
    await ask({ 'X-Origin': ['a","b'], 'X-Caller': ['c'] });
    expect(events).toHaveLength(3);
  });

  it('that is denied stays so within the TTL; one that could not be decided is asked about again', async () => {
    const denying = asking(policy('Deny', '*'));
    await expect(denying.ask()).rejects.toThrow(GatewayError);
    await expect(denying.ask()).rejects.toThrow(GatewayError);
    expect(denying.events).toHaveLength(1);
    const failing = asking({ ok: false, error: { errorType: 'Error', errorMessage: 'no secret' } });
    await expect(failing.ask()).rejects.toThrow(GatewayError);
    await expect(failing.ask()).rejects.toThrow(GatewayError);
    expect(failing.events).toHaveLength(2);
  });
});

describe('an answer', () => {
  it('gives the function who it is, all as text', async () => {
    const context = { caller: 'ann', number: 7, flag: true, nothing: null };
    const { ask } = asking(policy('Allow', '*', { context }));
    expect((await ask()).context).toEqual({
      principalId: 'me',
      integrationLatency: 0,
      caller: 'ann',
      number: '7',
      flag: 'true',
      nothing: null,
    });
  });

  it('tells the key that the request counts under, also when it is a kept one', async () => {
    const { ask, events } = asking(policy('Allow', '*', { usageIdentifierKey: 'key-of-ann' }));
    for (let at = 0; at < 2; at += 1) expect(await ask()).toMatchObject({ usageIdentifierKey: 'key-of-ann' });
    expect(events).toHaveLength(1);
  });

  it('is weighed against the path that is asked for, also when it is a kept one', async () => {
    const api = routed(apiRequest('/')).api;
    const { ask, events } = asking(
      policy('Allow', `arn:aws:execute-api:eu-west-1:123456789012:${api.id}/live/GET/things/7`),
    );
    expect(await ask()).toMatchObject({ context: { principalId: 'me' } });
    await expect(ask(IDENTITY, '/things/8')).rejects.toEqual(
      refusal('ACCESS_DENIED', 'User is not authorized to access this resource'),
    );
    expect(events).toHaveLength(1);
    expect(events[0]?.methodArn).toBe(`arn:aws:execute-api:eu-west-1:123456789012:${api.id}/live/GET/things/7`);
  });

  it.each<[string, InvocationResult, string, string | null]>([
    [
      'Deny',
      policy('Deny', '*'),
      'ACCESS_DENIED',
      'User is not authorized to access this resource with an explicit deny',
    ],
    [
      'of an error',
      { ok: false, error: { errorType: 'Error', errorMessage: 'no secret' } },
      'AUTHORIZER_FAILURE',
      null,
    ],
    [
      'of the error Unauthorized',
      { ok: false, error: { errorType: 'Error', errorMessage: 'Unauthorized' } },
      'UNAUTHORIZED',
      'Unauthorized',
    ],
    ['that is none', { ok: true, payload: 'yes' }, 'AUTHORIZER_CONFIGURATION_ERROR', null],
    ['without a policy', { ok: true, payload: { principalId: 'me' } }, 'AUTHORIZER_CONFIGURATION_ERROR', null],
    [
      'with an object in its context',
      policy('Allow', '*', { context: { a: {} } }),
      'AUTHORIZER_CONFIGURATION_ERROR',
      null,
    ],
    [
      'on a condition',
      {
        ok: true,
        payload: {
          principalId: 'me',
          policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: {} }] },
        },
      },
      'AUTHORIZER_CONFIGURATION_ERROR',
      null,
    ],
  ])('%s refuses', async (_what, answer, type, text) => {
    await expect(asking(answer).ask()).rejects.toEqual(refusal(type, text));
  });
});

describe('an authorizer of type TOKEN', () => {
  const spec = {
    type: 'TOKEN',
    identitySources: [{ in: 'header', name: 'X-Origin' }],
    tokenPattern: /^r.+t$/,
  } satisfies Partial<AuthorizerSpec>;

  it('tells its function the token and the method, and nothing else', async () => {
    const { ask, events } = asking(allowed, spec);
    await ask();
    expect(events).toEqual([
      {
        type: 'TOKEN',
        authorizationToken: 'right',
        methodArn: expect.stringMatching(/^arn:aws:execute-api:eu-west-1:123456789012:\w+\/live\/GET\/things\/7$/),
      },
    ]);
  });

  it('refuses a token of another form without asking its function', async () => {
    const { ask, events } = asking(allowed, spec);
    for (const headers of [{}, { 'X-Origin': ['wrong'] }] as Record<string, string[]>[]) {
      await expect(ask(headers)).rejects.toEqual(refusal('UNAUTHORIZED', 'Unauthorized'));
    }
    expect(events).toEqual([]);
  });
});
