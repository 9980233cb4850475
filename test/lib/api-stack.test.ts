import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Audience } from '../../api/route.ts';
import { CALLERS_FILE } from '../../lambda/authorizer/options.ts';
import { usageKey } from '../../lambda/shared/rights/usage-key.ts';
import { callersFile } from '../../lib/apis/origin-authorizer.ts';
import { selectStage } from '../../lib/config/config.ts';
import { stageRoutes } from '../../lib/config/stage.ts';
import { functionIdOf } from '../../lib/functions/function-tag.ts';
import { fullStage, propertiesOf, templates } from '../support/synth.ts';

const { api } = templates();

/** Those that the guard doesn't answer itself. */
const served = stageRoutes(selectStage({ test: fullStage }, 'test')).filter(({ audience }) => audience !== 'anybody');
const readable = served.filter(({ method }) => method === 'GET');

describe('the regional stack', () => {
  it('runs every function on Node 24 and arm64, traced, with a log of its own that ends', () => {
    const functions = propertiesOf(api, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(9);
    for (const properties of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: { Ref: expect.any(String) } },
      });
    }
    for (const log of propertiesOf(api, 'AWS::Logs::LogGroup')) expect(log).toMatchObject({ RetentionInDays: 30 });
  });

  it('lets each function read its own secret and nothing else', () => {
    const statements = propertiesOf(api, 'AWS::IAM::Policy').flatMap(
      (policy) => (policy.PolicyDocument as { Statement: Record<string, unknown>[] }).Statement,
    );
    const readers = statements.filter((statement) => String(statement.Action).includes('secretsmanager'));
    expect(readers.map((statement) => [statement.Effect, statement.Action])).toEqual(
      Array(7).fill(['Allow', 'secretsmanager:GetSecretValue']),
    );
    const origin = {
      'Fn::Join': [
        '',
        ['arn:aws:secretsmanager:us-east-1:', { Ref: 'AWS::AccountId' }, ':secret:stagepass/test/origin-??????'],
      ],
    };
    expect(readers.map((statement) => statement.Resource)).toEqual([
      { Ref: expect.stringMatching(/^AgoraSecret/) },
      { Ref: expect.stringMatching(/^InteractivitySecret/) },
      { Ref: expect.stringMatching(/^MomentoSecret/) },
      { Ref: expect.stringMatching(/^MillicastSecret/) },
      { Ref: expect.stringMatching(/^MillicastViewerSecret/) },
      origin,
      origin,
    ]);
    const actions = statements.flatMap((statement) => statement.Action);
    expect(new Set(actions)).toEqual(
      new Set([
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'secretsmanager:GetSecretValue',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ]),
    );
  });

  it('makes the providers’ secrets with empty fields', () => {
    const strings = propertiesOf(api, 'AWS::SecretsManager::Secret').map((secret) => secret.SecretString);
    expect(strings).toEqual([
      '{"appId":"","appCertificate":""}',
      '{"consumerKey":"","consumerSecret":""}',
      '{"apiKey":""}',
      '{"apiSecret":""}',
      '{"tokenId":"","token":"","streams":"","expiresAt":""}',
    ]);
  });

  it('serves the contract’s routes, each behind the origin authorizer', () => {
    const methods = propertiesOf(api, 'AWS::ApiGateway::Method');
    const named = methods.filter(({ HttpMethod }) => HttpMethod !== 'HEAD');
    expect(named.map((method) => method.OperationName).sort()).toEqual(served.map(({ name }) => name).sort());
    for (const method of methods) {
      expect(method).toMatchObject({
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: expect.any(String) },
        Integration: { Type: 'AWS_PROXY' },
      });
    }
    api.allResourcesProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.x-stagepass-origin,method.request.header.x-stagepass-caller',
      AuthorizerResultTtlInSeconds: 300,
    });
  });

  it('takes HEAD wherever it takes GET, by the same function', () => {
    const methods = propertiesOf(api, 'AWS::ApiGateway::Method');
    const by = (wanted: string) =>
      methods
        .filter(({ HttpMethod }) => HttpMethod === wanted)
        .map(({ ResourceId, Integration }) => JSON.stringify([ResourceId, Integration]))
        .sort();
    expect(by('HEAD')).toHaveLength(readable.length);
    expect(by('HEAD')).toEqual(by('GET'));
  });

  it('leaves it to the functions to say what is wrong with a request', () => {
    for (const type of ['Model', 'RequestValidator']) api.resourceCountIs(`AWS::ApiGateway::${type}`, 0);
  });

  it('has room for as many routes again within CloudFormation’s 500 resources', () => {
    expect(Object.keys(api.toJSON().Resources).length).toBeLessThan(300);
  });

  it('gives clients’ and operators’ Millicast routes functions with secrets of their own', () => {
    const methods = propertiesOf(api, 'AWS::ApiGateway::Method');
    const integrationOf = (name: string) =>
      JSON.stringify(methods.find((method) => method.OperationName === name)?.Integration);
    expect(integrationOf('millicastViewer')).toContain('MillicastViewerToken');
    expect(integrationOf('createPublishToken')).toContain('MillicastTokens');
  });

  it('lets each API call its functions, with a permission a function and not a method', () => {
    // A function's policy has room for about fifty.
    const calls = propertiesOf(api, 'AWS::Lambda::Permission');
    expect(calls.length).toBeLessThan(20);
  });

  it.each([true, false])('tells every function its stage and whether it may name subjects: %s', (logSubjects) => {
    const { api: told } = templates({ ...fullStage, logSubjects });
    for (const { Environment } of propertiesOf(told, 'AWS::Lambda::Function')) {
      expect(Environment).toMatchObject({ Variables: { STAGE: 'test', LOG_SUBJECTS: String(logSubjects) } });
    }
  });

  it('tells the admin API’s authorizer of admins only', () => {
    const stage = selectStage({ test: fullStage }, 'test');
    const told = (audience: Audience) =>
      Object.keys(JSON.parse(callersFile('test', stage, audience)[CALLERS_FILE] ?? ''));
    expect([told('client'), told('admin')]).toEqual([['client', 'admin', 'kiosk-1'], ['admin']]);
  });

  it('tells it the key that a caller’s requests are counted under: its own, where it has a limit', () => {
    const { client, admin } = fullStage.callers;
    const callers = { client: { ...client, limit: { rate: 1 } }, admin } as typeof fullStage.callers;
    const stage = selectStage({ test: { ...fullStage, callers } }, 'test');
    expect(JSON.parse(callersFile('test', stage, 'client')[CALLERS_FILE] ?? '')).toEqual({
      client: usageKey('test', 'client'),
      admin: usageKey('test', undefined),
    });
  });

  it('throttles each route, traces, and logs no query string', () => {
    const stages = propertiesOf(api, 'AWS::ApiGateway::Stage');
    expect(stages).toHaveLength(2);
    for (const stage of stages) {
      expect(stage.TracingEnabled).toBe(true);
      const settings = stage.MethodSettings as Record<string, unknown>[];
      const limited = (method: string) =>
        settings.filter(({ HttpMethod }) => HttpMethod === method).map(({ ResourcePath }) => ResourcePath);
      expect(limited('HEAD')).toEqual(limited('GET'));
      for (const setting of settings) {
        expect(setting).toMatchObject({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200, DataTraceEnabled: false });
        expect(setting.LoggingLevel ?? 'OFF').toBe('OFF');
      }
      const { Format } = stage.AccessLogSetting as { Format: string };
      expect(Format).not.toMatch(/header|query|sourceIp|\$context\.path\b|requestOverride/);
      expect(JSON.parse(Format)).toMatchObject({ requestId: '$context.requestId', status: '$context.status' });
    }
    const [clientApi] = stages.map((stage) => stage.MethodSettings as { ResourcePath: string }[]);
    expect(clientApi?.map((setting) => setting.ResourcePath)).toContain('/~1access_token');
  });

  it.each([
    ['UNAUTHORIZED', '403', 'not_allowed'],
    ['ACCESS_DENIED', '403', 'not_allowed'],
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'not_found'],
    ['REQUEST_TOO_LARGE', '413', 'payload_too_large'],
    ['THROTTLED', '429', 'too_many_requests'],
    ['QUOTA_EXCEEDED', '429', 'too_many_requests'],
    ['INVALID_API_KEY', '500', 'internal_error'],
    ['AUTHORIZER_FAILURE', '503', 'unavailable'],
    ['INTEGRATION_TIMEOUT', '504', 'timeout'],
    ['DEFAULT_4XX', Match.absent(), 'invalid_request'],
    ['DEFAULT_5XX', Match.absent(), 'internal_error'],
  ])('shapes API Gateway’s own %s', (type, status, code) => {
    const found = api.findResources('AWS::ApiGateway::GatewayResponse', {
      Properties: Match.objectLike({
        ResponseType: type,
        StatusCode: status,
        ResponseParameters: Match.objectLike({
          'gatewayresponse.header.Cache-Control': "'no-store'",
          'gatewayresponse.header.Vary': "'Origin'",
        }),
      }),
    });
    expect(Object.keys(found)).toHaveLength(2);
    for (const { Properties } of Object.values(found) as {
      Properties: { ResponseTemplates: Record<string, string> };
    }[]) {
      const template = Properties.ResponseTemplates['application/json'] ?? '';
      expect(JSON.parse(template)).toEqual({ error: expect.any(String), code, requestId: '$context.requestId' });
    }
  });

  it('quotes no request header in an answer of its own', () => {
    for (const { ResponseTemplates } of propertiesOf(api, 'AWS::ApiGateway::GatewayResponse')) {
      expect(JSON.stringify(ResponseTemplates)).not.toContain('$context.error');
    }
  });

  it('serves Momento’s tokens on both APIs by one function, which has the scope of each', () => {
    const [momento] = propertiesOf(api, 'AWS::Lambda::Function')
      .filter((properties) => functionIdOf(properties) === 'momento')
      .map(({ Environment }) => (Environment as { Variables: Record<string, string> }).Variables);
    expect(momento?.MOMENTO_ENDPOINT).toBe('https://cell.momento.example');
    expect(JSON.parse(momento?.OPTIONS ?? '')).toEqual({
      client: { cache: 'game', topics: { role: 'subscribeonly', names: ['news'] }, lifetimeSeconds: 3600 },
      admin: { cache: 'game', items: { role: 'readwrite', keyPrefix: 'shop/' }, lifetimeSeconds: 3600 },
      reuse: 'off',
    });
    const methods = propertiesOf(api, 'AWS::ApiGateway::Method').filter(({ OperationName }) =>
      String(OperationName).startsWith('momento'),
    );
    const [one, other] = methods.map(({ Integration }) => JSON.stringify((Integration as { Uri: unknown }).Uri));
    expect(one).toBe(other);
    expect(new Set(methods.map(({ RestApiId }) => JSON.stringify(RestApiId))).size).toBe(2);
  });

  it('leaves a disabled provider out altogether', () => {
    const { api: agoraOnly } = templates({ ...fullStage, providers: { agora: {} } });
    expect(JSON.stringify(agoraOnly.toJSON())).not.toMatch(/interactivity|millicast|momento/i);
    agoraOnly.resourceCountIs('AWS::SecretsManager::Secret', 1);
    agoraOnly.resourceCountIs('AWS::Lambda::Function', 5);
    // HEAD beside each GET.
    agoraOnly.resourceCountIs('AWS::ApiGateway::Method', 2 * 6);
  });

  it('takes a usage key from the authorizer, never from a request', () => {
    for (const { ApiKeySourceType } of propertiesOf(api, 'AWS::ApiGateway::RestApi')) {
      expect(ApiKeySourceType).toBe('AUTHORIZER');
    }
  });

  it('counts no caller’s requests where none has a limit', () => {
    for (const type of ['ApiKey', 'UsagePlan', 'UsagePlanKey']) api.resourceCountIs(`AWS::ApiGateway::${type}`, 0);
    for (const { ApiKeyRequired } of propertiesOf(api, 'AWS::ApiGateway::Method')) expect(ApiKeyRequired).toBe(false);
  });

  it('tells when to come back', () => {
    const secondsOf = (type: string) =>
      propertiesOf(api, 'AWS::ApiGateway::GatewayResponse')
        .filter(({ ResponseType }) => ResponseType === type)
        .map(({ ResponseParameters }) => ResponseParameters)
        .map((parameters) => (parameters as Record<string, string>)['gatewayresponse.header.Retry-After']);
    expect(secondsOf('THROTTLED')).toEqual(["'1'", "'1'"]);
    expect(secondsOf('QUOTA_EXCEEDED')).toEqual(["'3600'", "'3600'"]);
    expect(secondsOf('INVALID_API_KEY')).toEqual([undefined, undefined]);
  });
});

describe('a stage with limits', () => {
  const { api: limited } = templates({
    ...fullStage,
    issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
    callers: {
      // What the web ACL counts is no limit here.
      members: {
        audience: 'client',
        token: { issuer: 'app' },
        limit: { perUser: { requests: 60, perSeconds: 60 } },
      },
      admin: { audience: 'admin', limit: { rate: 5, burst: 10, quota: { requests: 1_000, per: 'month' } } },
      'kiosk-1': { audience: 'client', limit: { rate: 3 } },
      trial: { audience: 'client', limit: { quota: { requests: 10, per: 'week' } } },
    },
  });
  const stageOf = (name: string) => ({
    ApiId: { Ref: expect.stringMatching(new RegExp(`^${name}[0-9A-F]`)) },
    Stage: { Ref: expect.stringMatching(new RegExp(`^${name}DeploymentStage`)) },
  });

  it('requires a usage key of every method', () => {
    const methods = propertiesOf(limited, 'AWS::ApiGateway::Method');
    // And the dry run, since one caller has users.
    expect(methods).toHaveLength(served.length + readable.length + 1);
    for (const method of methods) expect(method.ApiKeyRequired).toBe(true);
  });

  it('has a plan for each limit, over the APIs of that caller, and one without for the others', () => {
    const plans = limited.findResources('AWS::ApiGateway::UsagePlan');
    const planOf = (id: string) =>
      Object.entries(plans).find(([logicalId]) => logicalId.startsWith(`UsagePlans${id}`))?.[1].Properties;
    expect(Object.keys(plans)).toHaveLength(4);
    expect(planOf('Planadmin')).toMatchObject({
      ApiStages: [stageOf('ClientApi'), stageOf('AdminApi')],
      Throttle: { RateLimit: 5, BurstLimit: 10 },
      Quota: { Limit: 1_000, Period: 'MONTH' },
    });
    expect(planOf('Plankiosk1')).toMatchObject({
      ApiStages: [stageOf('ClientApi')],
      Throttle: { RateLimit: 3, BurstLimit: 3 },
    });
    expect(planOf('Plankiosk1')).not.toHaveProperty('Quota');
    expect(planOf('Plantrial')).toMatchObject({ Quota: { Limit: 10, Period: 'WEEK' } });
    expect(planOf('Plantrial')).not.toHaveProperty('Throttle');
    expect(planOf('Unlimited')).not.toHaveProperty('Throttle');
    expect(planOf('Unlimited')).not.toHaveProperty('Quota');
  });

  it('gives each caller with a limit a key of its own, and the others one together, each in one plan', () => {
    const keys = propertiesOf(limited, 'AWS::ApiGateway::ApiKey');
    expect(keys.map(({ Value }) => Value).sort()).toEqual(
      ['admin', 'kiosk-1', 'trial', undefined].map((name) => usageKey('test', name)).sort(),
    );
    for (const { Enabled } of keys) expect(Enabled).toBe(true);
    const used = propertiesOf(limited, 'AWS::ApiGateway::UsagePlanKey').map(({ KeyId }) => JSON.stringify(KeyId));
    expect(new Set(used).size).toBe(4);
    expect(used).toHaveLength(4);
  });
});
