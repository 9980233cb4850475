import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { CALLER_HEADER, ORIGIN_HEADER } from '../../../api/headers.ts';
import { accessTokenRoute } from '../../../lambda/agora/contract.ts';
import { createHandler } from '../../../lambda/authorizer/create-handler.ts';
import { originSecret } from '../../../lambda/authorizer/origin-secret.ts';
import { apiEvent, REQUEST_ID } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { FakeSecret } from './fake-secret.ts';

const API_STAGE = 'arn:aws:execute-api:us-east-1:123456789012:abcdefghij/dev';

let clock: ManualClock;
let stored: FakeSecret;
let authorize: ReturnType<typeof createHandler>;
beforeEach(() => {
  clock = new ManualClock();
  stored = new FakeSecret();
  authorize = createHandler(originSecret(stored.read, clock.now), ['client', 'admin'], (caller) => `key of ${caller}`);
});

/** As API Gateway asks a REQUEST authorizer: `headers` has the last of each header's values. */
function event(multiValueHeaders: Record<string, string[] | undefined> | null): APIGatewayRequestAuthorizerEvent {
  const { requestContext, ...request } = apiEvent(accessTokenRoute);
  return {
    ...request,
    type: 'REQUEST',
    methodArn: `${API_STAGE}/GET/access_token`,
    multiValueHeaders,
    headers: multiValueHeaders && Object.fromEntries(Object.entries(multiValueHeaders).map(([k, v]) => [k, v?.at(-1)])),
    requestContext: { ...requestContext, authorizer: undefined },
  };
}

function from(originValue: string, caller: string): APIGatewayRequestAuthorizerEvent {
  return event({ [ORIGIN_HEADER]: [originValue], [CALLER_HEADER]: [caller], Host: ['abc.example'] });
}

function statement(Effect: 'Allow' | 'Deny') {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: `${API_STAGE}/*/*` }],
  };
}

const denied = { principalId: 'nobody', policyDocument: statement('Deny') };

describe('the origin authorizer', () => {
  it('passes on a signed-in user and the values of claims, as texts', async () => {
    const answer = await authorize(from('current', 'client?user=ada&issuer=app&tenant=a+b&tenant=c'));
    expect(answer.context).toEqual({ caller: 'client', user: 'ada', issuer: 'app', values: '{"tenant":["a b","c"]}' });
    expect(answer.usageIdentifierKey).toBe('key of client');
  });

  it.each(['client?', 'client?user=ada', 'root?user=ada&issuer=app', '?user=ada&issuer=app'])(
    'lets in nobody as %j',
    async (caller) => {
      captureLog();
      expect(await authorize(from('current', caller))).toEqual(denied);
    },
  );

  it('lets a caller of ours through to every method of the stage, and names it', async () => {
    expect(await authorize(from('current', 'client'))).toEqual({
      principalId: 'client',
      policyDocument: statement('Allow'),
      context: { caller: 'client' },
      usageIdentifierKey: 'key of client',
    });
  });

  it('reads headers in any case', async () => {
    const headers = { 'X-Stagepass-ORIGIN': ['current'], 'x-STAGEPASS-caller': ['admin'] };
    expect(await authorize(event(headers))).toMatchObject({ principalId: 'admin', context: { caller: 'admin' } });
  });

  it.each<[string, Record<string, string[] | undefined> | null, string]>([
    ['no headers at all', null, 'not_one_header_each'],
    ['no origin header', { [CALLER_HEADER]: ['client'] }, 'not_one_header_each'],
    ['a header without a value', { [ORIGIN_HEADER]: undefined, [CALLER_HEADER]: ['client'] }, 'not_one_header_each'],
    ['no caller header', { [ORIGIN_HEADER]: ['current'] }, 'not_one_header_each'],
    [
      'two origin headers, the right one last',
      { [ORIGIN_HEADER]: ['guess', 'current'], [CALLER_HEADER]: ['client'] },
      'not_one_header_each',
    ],
    [
      'two origin headers in two cases, both right',
      { [ORIGIN_HEADER]: ['current'], 'X-Stagepass-Origin': ['current'], [CALLER_HEADER]: ['client'] },
      'not_one_header_each',
    ],
    ['two callers', { [ORIGIN_HEADER]: ['current'], [CALLER_HEADER]: ['client', 'admin'] }, 'not_one_header_each'],
    ['an empty origin header', { [ORIGIN_HEADER]: [''], [CALLER_HEADER]: ['client'] }, 'wrong_origin_secret'],
    ['a wrong origin header', { [ORIGIN_HEADER]: ['guess'], [CALLER_HEADER]: ['client'] }, 'wrong_origin_secret'],
    ['a caller of another API', { [ORIGIN_HEADER]: ['current'], [CALLER_HEADER]: ['bob'] }, 'caller_not_allowed'],
  ])('denies %s, and logs why but nothing of what was presented', async (_what, headers, code) => {
    const log = captureLog();
    expect(await authorize(event(headers))).toEqual(denied);
    expect(log.lines()).toEqual([{ level: 'info', message: 'denied', requestId: REQUEST_ID, code }]);
  });

  it('accepts a value put there after it last read the secret', async () => {
    await authorize(from('current', 'client'));
    stored.versions = { AWSCURRENT: 'current', AWSPENDING: 'new' };
    clock.advance(5_000);
    expect(await authorize(from('new', 'client'))).toMatchObject({ principalId: 'client' });
    expect(stored.loads).toBe(2);
  });

  it('reads the secret once in five seconds, however many guess', async () => {
    captureLog();
    await authorize(from('current', 'client'));
    clock.advance(5_000);
    for (let guess = 0; guess < 100; guess += 1) expect(await authorize(from(`${guess}`, 'client'))).toEqual(denied);
    expect(stored.loads).toBe(2);
  });

  it('reads nothing anew for a caller of another API, who comes with the right value', async () => {
    captureLog();
    await authorize(from('current', 'client'));
    clock.advance(5_000);
    expect(await authorize(from('current', 'bob'))).toEqual(denied);
    expect(stored.loads).toBe(1);
  });

  it.each(['client', 'bob'])('answers a guess in the same way, whatever caller it names: %s', async (caller) => {
    const log = captureLog();
    await authorize(from('current', 'client'));
    clock.advance(5_000);
    expect(await authorize(from('guess', caller))).toEqual(denied);
    expect(stored.loads).toBe(2);
    expect(log.lines()).toMatchObject([{ message: 'denied', code: 'wrong_origin_secret' }]);
    stored.outage = new Error('down');
    clock.advance(5_000);
    for (let guess = 0; guess < 10; guess += 1) await expect(authorize(from('guess', caller))).rejects.toThrow();
    expect(stored.loads).toBe(3);
  });

  it('asks for the secret itself before it denies by what a replica has, which may be behind', async () => {
    const log = captureLog();
    const primary = new FakeSecret();
    primary.versions = { AWSCURRENT: 'current', AWSPENDING: 'new' };
    authorize = createHandler(originSecret(stored.read, clock.now, primary.read), ['client'], () => '');
    expect(await authorize(from('current', 'client'))).toMatchObject({ principalId: 'client' });
    expect(primary.loads).toBe(0);
    expect(await authorize(from('new', 'client'))).toMatchObject({ principalId: 'client' });
    for (let guess = 0; guess < 100; guess += 1) expect(await authorize(from(`${guess}`, 'client'))).toEqual(denied);
    expect(primary.loads).toBe(1);
    expect(log.lines()).toHaveLength(100);
    primary.outage = new Error('down');
    clock.advance(5_000);
    await expect(authorize(from('guess', 'client'))).rejects.toThrow('the origin secret can’t be read');
    stored.versions.AWSPENDING = 'new';
    expect(await authorize(from('current', 'client'))).toMatchObject({ principalId: 'client' });
  });

  it('still lets callers through while Secrets Manager is down', async () => {
    await authorize(from('current', 'client'));
    stored.outage = new Error('down');
    clock.advance(60 * 60_000);
    expect(await authorize(from('current', 'client'))).toMatchObject({ principalId: 'client' });
  });

  it.each([
    ['it never could read the secret', 0, 'current'],
    ['what it read is too old', 65 * 60_000, 'current'],
    ['the value may be newer than what it read', 5_000, 'new'],
  ])('fails, which API Gateway doesn’t keep, where %s', async (_what, age, presented) => {
    const log = captureLog();
    if (age > 0) await authorize(from('current', 'client'));
    clock.advance(age);
    stored.outage = Object.assign(new Error('arn:aws:secretsmanager'), { name: 'AccessDeniedException' });
    const failure = await authorize(from(presented, 'client')).catch((error) => error);
    expect(failure).toStrictEqual(new Error('the origin secret can’t be read'));
    expect(failure.cause).toBeUndefined();
    expect(log.lines()).toEqual([
      { level: 'error', message: 'not decided', requestId: REQUEST_ID, cause: 'AccessDeniedException' },
    ]);
    expect(log.text()).not.toContain('arn:');
  });
});
