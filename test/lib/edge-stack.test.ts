import { Match } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ErrorBody } from '../../api/errors.ts';
import { bundleOptions } from '../../lib/bundling/bundled-code.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { edgeRuntime, regionalRuntime } from '../../lib/functions/runtime.ts';
import { type WebAcl as LocalWebAcl, webAcl } from '../../local/cloudfront/web-acl.ts';
import { deployed, onlyDistribution } from '../local/support/assembly.ts';
import { distributionConfig, smallApp } from '../local/support/small-app.ts';
import { fullStage, propertiesOf, templates } from '../support/synth.ts';

const { edge } = templates();

interface Behavior {
  readonly PathPattern?: string;
  readonly TargetOriginId: string;
}

interface DistributionConfig {
  readonly DefaultCacheBehavior: Behavior;
  readonly CacheBehaviors: readonly Behavior[];
  readonly Origins: readonly Record<string, unknown>[];
  readonly CustomErrorResponses: readonly { ErrorCode: number; ErrorCachingMinTTL: number }[];
}

const guardFunction = propertiesOf(edge, 'AWS::Lambda::Function')[0] as Readonly<Record<string, unknown>>;
const config = propertiesOf(edge, 'AWS::CloudFront::Distribution')[0]?.DistributionConfig as DistributionConfig;
const behaviors = [config.DefaultCacheBehavior, ...config.CacheBehaviors];

describe('the edge stack', () => {
  it('puts the guard, as a numbered version, before every path', () => {
    for (const behavior of behaviors) {
      expect(behavior).toMatchObject({
        LambdaFunctionAssociations: [
          {
            EventType: 'viewer-request',
            LambdaFunctionARN: { Ref: expect.stringMatching(/^GuardFunctionCurrentVersion/) },
          },
        ],
        ViewerProtocolPolicy: 'https-only',
      });
      expect(behavior).not.toHaveProperty('FunctionAssociations');
    }
  });

  it('caches nothing but the console', () => {
    const managed = {
      disabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      optimized: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    };
    for (const behavior of config.CacheBehaviors) expect(behavior).toMatchObject({ CachePolicyId: managed.disabled });
    expect(config.DefaultCacheBehavior).toMatchObject({ CachePolicyId: managed.optimized });
  });

  it('keeps old versions of the guard, since replicas may still run them', () => {
    edge.hasResource('AWS::Lambda::Version', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('builds the guard within the limits of Lambda@Edge', () => {
    expect(guardFunction).toMatchObject({ Runtime: 'nodejs24.x', MemorySize: 128, Timeout: 5 });
    for (const forbidden of [
      'Environment',
      'Layers',
      'VpcConfig',
      'TracingConfig',
      'DeadLetterConfig',
      'Architectures',
      'LoggingConfig',
    ]) {
      expect(guardFunction).not.toHaveProperty(forbidden);
    }
    edge.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Principal: { Service: ['edgelambda.amazonaws.com', 'lambda.amazonaws.com'] } })],
      },
    });
  });

  it('bundles each function for what it runs on, the guard for a Node of its own', () => {
    expect(bundleOptions('edge-auth', { ...edgeRuntime, bundleTarget: 'node22' }).target).toBe('node22');
    for (const { lambda, bundleTarget } of [edgeRuntime, regionalRuntime]) {
      expect(lambda.name).toBe(`nodejs${bundleTarget.replace('node', '')}.x`);
    }
    expect(guardFunction.Runtime).toBe(edgeRuntime.lambda.name);
  });

  it('lets the guard read the callers’ secrets and nothing else', () => {
    edge.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'secretsmanager:GetSecretValue',
            Resource: {
              'Fn::Join': [
                '',
                ['arn:aws:secretsmanager:us-east-1:', { Ref: 'AWS::AccountId' }, ':secret:stagepass/test/caller/*'],
              ],
            },
          },
          Match.objectLike({ Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'] }),
        ],
      },
    });
  });

  it('generates a password for each caller', () => {
    for (const caller of Object.keys(fullStage.callers)) {
      edge.hasResourceProperties('AWS::SecretsManager::Secret', {
        Name: `stagepass/test/caller/${caller}`,
        GenerateSecretString: {
          SecretStringTemplate: JSON.stringify({ username: caller }),
          GenerateStringKey: 'password',
          PasswordLength: 40,
          ExcludePunctuation: true,
        },
      });
      edge.hasOutput('*', { Value: `stagepass/test/caller/${caller}` });
    }
    edge.resourcePropertiesCountIs('AWS::SecretsManager::Secret', { SecretString: Match.anyValue() }, 0);
  });

  it('proves itself to each API with the origin secret, by reference, over TLS', () => {
    const apis = config.Origins.filter((origin) => 'CustomOriginConfig' in origin);
    expect(apis).toHaveLength(2);
    for (const origin of apis) {
      expect(origin).toMatchObject({
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
        OriginCustomHeaders: [
          {
            HeaderName: 'x-stagepass-origin',
            HeaderValue: {
              'Fn::Join': [
                '',
                ['{{resolve:secretsmanager:', { Ref: expect.stringMatching(/^OriginSecret/) }, ':SecretString:::}}'],
              ],
            },
          },
        ],
      });
    }
  });

  it('sends clients’ paths to the client API, operators’ to the admin API, and all others to the console', () => {
    const byOrigin = Map.groupBy(behaviors, (behavior) => behavior.TargetOriginId);
    const patterns = [...byOrigin.values()].map((of) => of.map((behavior) => behavior.PathPattern));
    expect(patterns).toEqual([
      [undefined],
      ['/access_token*', '/rtm_token*', '/rtc/*', '/rtm/*', '/token*', '/tokens*', '/viewer_token*', '/openapi.json*'],
      ['/admin/*', '/millicast/*'],
    ]);
  });

  it('keeps the console in a private bucket that the distribution alone reads', () => {
    edge.resourceCountIs('AWS::S3::Bucket', 1);
    edge.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      WebsiteConfiguration: Match.absent(),
    });
    edge.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 's3:GetObject',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
          }),
        ],
      },
    });
    edge.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    });
  });

  it('deploys the console’s files before there is a distribution, and waits for no invalidation', () => {
    edge.hasResourceProperties('Custom::CDKBucketDeployment', {
      DistributionId: Match.absent(),
      DestinationBucketName: Match.anyValue(),
      RetainOnDelete: false,
      SystemMetadata: { 'cache-control': 'public, max-age=0, must-revalidate' },
    });
    edge.hasResource('AWS::CloudFront::Distribution', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ConsoleDeployment')]),
    });
    expect(JSON.stringify(edge.toJSON())).not.toContain('cloudfront:CreateInvalidation');
  });

  it('gives the console a policy of its own means only', () => {
    edge.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        CorsConfig: Match.absent(),
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy: Match.stringLikeRegexp("^default-src 'none'; script-src 'self'; "),
            Override: true,
          },
        },
      },
    });
  });

  it('forwards the query and listed headers, never Authorization or Host', () => {
    edge.hasResourceProperties('AWS::CloudFront::OriginRequestPolicy', {
      OriginRequestPolicyConfig: {
        QueryStringsConfig: { QueryStringBehavior: 'all' },
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: {
          HeaderBehavior: 'whitelist',
          Headers: ['x-stagepass-caller', 'cloudfront-viewer-address', 'Content-Type'],
        },
      },
    });
  });

  it('caches no error', () => {
    expect(config.CustomErrorResponses.map((response) => response.ErrorCode)).toEqual([
      400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504,
    ]);
    for (const response of config.CustomErrorResponses) expect(response.ErrorCachingMinTTL).toBe(0);
  });

  it('grants CORS to the configured origins only, and sets the security headers', () => {
    edge.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        CorsConfig: {
          AccessControlAllowOrigins: { Items: ['https://app.example.com'] },
          AccessControlAllowCredentials: true,
          OriginOverride: true,
        },
        SecurityHeadersConfig: {
          StrictTransportSecurity: { IncludeSubdomains: true, Override: true },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'" },
        },
      },
    });
    const { edge: closed } = templates({ ...fullStage, allowedOrigins: [] });
    closed.resourcePropertiesCountIs(
      'AWS::CloudFront::ResponseHeadersPolicy',
      { ResponseHeadersPolicyConfig: { CorsConfig: Match.anyValue() } },
      0,
    );
  });

  it('offers a line to try it', () => {
    const output = edge.findOutputs('TryIt').TryIt as { Value: unknown };
    expect(JSON.stringify(output.Value)).toMatch(/curl -u .*secretsmanager get-secret-value.*\/access_token\?/);
  });

  it('offers it to a caller that may ask for what it says', () => {
    const lineOf = (callers: StageInput['callers']) =>
      JSON.stringify(templates({ ...fullStage, callers }).edge.findOutputs('TryIt').TryIt?.Value);
    const kiosk: StageInput['callers'][string] = { audience: 'client', rights: { routes: ['/rtm_token'] } };
    expect(lineOf({ kiosk, other: { audience: 'client' } })).toMatch(/-u .*other:.*\/access_token\?/);
    expect(lineOf({ kiosk })).toMatch(/-u .*kiosk:.*\/rtm_token\?/);
  });

  it('can have every caller disabled, whose secrets stay', () => {
    const { edge: shut } = templates({ ...fullStage, callers: { client: { audience: 'client', disabled: true } } });
    shut.hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'stagepass/test/caller/client' });
    expect(Object.keys(shut.findOutputs('*'))).toEqual(['Url', 'DistributionId']);
  });

  it('needs no custom resource but the console’s deployment, in the APIs’ region or another', () => {
    for (const region of ['us-east-1', 'eu-west-1']) {
      const { api, edge: other } = templates({ ...fullStage, region });
      const resources = { ...api.toJSON().Resources, ...other.toJSON().Resources };
      const types = Object.values<{ Type: string }>(resources).map(({ Type }) => Type);
      expect(types.filter((type) => type.startsWith('Custom::'))).toEqual(['Custom::CDKBucketDeployment']);
      expect(JSON.stringify(other.toJSON())).toContain(`.execute-api.${region}.`);
    }
  });
});

describe('a stage with a web ACL', () => {
  const { edge: guarded } = templates({ ...fullStage, waf: { ratePerIp: 2_000 } });
  const [acl] = propertiesOf(guarded, 'AWS::WAFv2::WebACL') as unknown as [
    {
      readonly CustomResponseBodies: Readonly<Record<string, { readonly Content: string }>>;
      readonly Rules: readonly { readonly VisibilityConfig: unknown }[];
    },
  ];

  it('puts it before the distribution', () => {
    guarded.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { WebACLId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebAcl'), 'Arn'] } },
    });
    edge.resourceCountIs('AWS::WAFv2::WebACL', 0);
    expect(config).not.toHaveProperty('WebACLId');
  });

  it('limits each address, and has the core rules’ verdict refused in our shape', () => {
    expect(acl).toMatchObject({
      Scope: 'CLOUDFRONT',
      DefaultAction: { Allow: {} },
      Rules: [
        {
          Priority: 0,
          Statement: { RateBasedStatement: { Limit: 2_000, AggregateKeyType: 'IP', EvaluationWindowSec: 300 } },
          Action: { Block: { CustomResponse: { ResponseCode: 429, CustomResponseBodyKey: 'tooOften' } } },
        },
        {
          Priority: 1,
          Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
          // Not a verdict of its own, which would be a page: the next rule speaks it.
          OverrideAction: { Count: {} },
        },
        {
          Priority: 2,
          Statement: { LabelMatchStatement: { Scope: 'NAMESPACE', Key: 'awswaf:managed:aws:core-rule-set:' } },
          Action: { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'coreRules' } } },
        },
      ],
    });
    const bodies = Object.values(acl.CustomResponseBodies).map(({ Content }) => JSON.parse(Content));
    for (const body of bodies) expect(v.parse(ErrorBody, body)).toEqual(body);
  });

  it('keeps no samples of requests, which hold credentials', () => {
    for (const { VisibilityConfig } of acl.Rules) {
      expect(VisibilityConfig).toMatchObject({ SampledRequestsEnabled: false });
    }
  });
});

describe('a stage with a limit for each user', () => {
  const issuers = { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } };
  const callers: StageInput['callers'] = {
    ...fullStage.callers,
    members: { audience: 'client', token: { issuer: 'app' }, limit: { perUser: { requests: 60, perSeconds: 120 } } },
  };
  const rulesOf = (stage: StageInput) => {
    const [acl] = propertiesOf(templates(stage).edge, 'AWS::WAFv2::WebACL');
    return { acl, rules: acl?.Rules as { readonly Name: string; readonly Priority: number }[] };
  };

  it('has a web ACL with that rule alone, by the token whatever way its header is written', () => {
    const { acl } = rulesOf({ ...fullStage, issuers, callers });
    const TextTransformations = [
      { Priority: 0, Type: 'COMPRESS_WHITE_SPACE' },
      { Priority: 1, Type: 'LOWERCASE' },
    ];
    expect(acl?.Rules).toEqual([
      {
        Name: 'rate-per-user',
        Priority: 0,
        Statement: {
          RateBasedStatement: {
            Limit: 60,
            EvaluationWindowSec: 120,
            AggregateKeyType: 'CUSTOM_KEYS',
            CustomKeys: [{ Header: { Name: 'authorization', TextTransformations } }],
            ScopeDownStatement: {
              ByteMatchStatement: {
                FieldToMatch: { SingleHeader: { Name: 'authorization' } },
                PositionalConstraint: 'STARTS_WITH',
                SearchString: 'bearer ',
                TextTransformations,
              },
            },
          },
        },
        Action: {
          Block: {
            CustomResponse: {
              ResponseCode: 429,
              CustomResponseBodyKey: 'tooOftenByUser',
              ResponseHeaders: expect.arrayContaining([{ Name: 'Retry-After', Value: '120' }]),
            },
          },
        },
        VisibilityConfig: {
          CloudWatchMetricsEnabled: true,
          MetricName: 'rate-per-user',
          // Samples of requests hold tokens.
          SampledRequestsEnabled: false,
        },
      },
    ]);
    expect(Object.keys(acl?.CustomResponseBodies ?? {})).toEqual(['tooOftenByUser']);
    templates({ ...fullStage, issuers, callers }).edge.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { WebACLId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebAcl'), 'Arn'] } },
    });
  });

  it('has it last beside the other rules, so what they refuse doesn’t count', () => {
    const { rules } = rulesOf({ ...fullStage, issuers, callers, waf: { ratePerIp: 2_000 } });
    expect(rules.map(({ Name, Priority }) => [Priority, Name])).toEqual([
      [0, 'rate'],
      [1, 'core-rules'],
      [2, 'refuse-core-rules'],
      [3, 'rate-per-user'],
    ]);
  });

  it('refuses more requests with a token, and with no other, when the local runner runs it', () => {
    const { acl } = rulesOf({ ...fullStage, issuers, callers });
    const config = { ...distributionConfig(), WebACLId: { 'Fn::GetAtt': ['Acl', 'Arn'] } };
    const Distribution = { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: config } };
    const Acl = { Type: 'AWS::WAFv2::WebACL', Properties: acl };
    const run = onlyDistribution(deployed(smallApp({ edge: { Acl, Distribution } }))).webAcl as LocalWebAcl;
    const ask = webAcl(run, () => 0);
    const asking = (authorization: string) =>
      ask({ clientIp: '192.0.2.1', fields: [['Authorization', authorization]] });

    const ways = ['Bearer ada', 'bearer ada', 'BEARER   ada', 'Bearer\t ada'];
    for (let at = 0; at < 60; at += 1) expect(asking(ways[at % ways.length] ?? '')).toBeUndefined();
    for (const way of ways) expect(asking(way)?.status).toBe(429);
    const { fields, body } = asking('Bearer ada') ?? {};
    expect(fields).toEqual(expect.arrayContaining([['Retry-After', '120']]));
    expect(v.parse(ErrorBody, JSON.parse(body ?? ''))).toEqual({
      error: 'too many requests with this token: no more than 60 in 120 seconds',
      code: 'too_many_requests',
      requestId: '',
    });
    expect(asking('Bearer bob')).toBeUndefined();
    for (let at = 0; at < 61; at += 1) expect(asking('Basic YTpi')).toBeUndefined();
  });
});
