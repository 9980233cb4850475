import { join } from 'node:path';
import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { type RunningAssembly, runAssembly } from '../../local/run-assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { unvalidated } from '../support/unvalidated.ts';

const env = { account: '210987654321', region: 'eu-north-1' };
const { HTTPS_ONLY } = cloudfront.ViewerProtocolPolicy;

function greeter(scope: Construct, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, 'Greeter', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(
      'exports.handler = async ({ path }) => ({ statusCode: 200, body: process.env.WHO + path });',
    ),
    environment: { WHO: Stack.of(scope).stackName },
    ...props,
  });
}

function api(scope: Construct, handler: lambda.IFunction, props: Partial<apigateway.LambdaRestApiProps> = {}) {
  return new apigateway.LambdaRestApi(scope, 'Api', { handler, ...props });
}

function site(
  scope: Construct,
  props: Partial<cloudfront.DistributionProps> = {},
  bucket = new Bucket(scope, 'Files'),
) {
  const origin = S3BucketOrigin.withOriginAccessControl(bucket);
  const defaultBehavior = { origin, viewerProtocolPolicy: HTTPS_ONLY };
  return new cloudfront.Distribution(scope, 'Site', { defaultBehavior, ...props });
}

const apps = new Map<string, (app: Stage) => unknown>();

/** An app of which there is one stack, or one of each name. All apps are synthesized at once, as stages of a whole. */
function appOf(name: string, make: (stack: Stack) => unknown, stacks: readonly string[] = ['Some']): string {
  apps.set(name, (app) => stacks.map((id) => make(new Stack(app, id, { env, stackName: id }))));
  return name;
}

const assemblies = temporaryFolder('apps');
beforeAll(() => {
  const whole = new App({ outdir: assemblies });
  for (const [name, make] of apps) make(new Stage(whole, name));
  unvalidated(() => whole.synth());
});

const assemblyOf = (name: string) => join(assemblies, `assembly-${name}`);

async function run(name: string): Promise<RunningAssembly> {
  const running = await runAssembly({ assemblyDir: assemblyOf(name) });
  onTestFinished(() => running.close());
  return running;
}

const apis = appOf('Apis', (stack) => api(stack, greeter(stack)), ['One', 'Two']);
it('an app of APIs alone is asked at the first, and each is known by its stack’s name', async () => {
  const running = await run(apis);
  const texts = async (urls: readonly string[]) =>
    Promise.all(urls.map(async (url) => (await fetch(`${url}/a/b`)).text()));
  expect(running.distributions).toEqual({});
  expect(Object.keys(running.apis)).toEqual([expect.stringMatching(/^One\.Api/), expect.stringMatching(/^Two\.Api/)]);
  expect(await texts([running.url, ...Object.values(running.apis)])).toEqual(['One/a/b', 'One/a/b', 'Two/a/b']);
  const certificate = { key: '', cert: '' };
  await expect(runAssembly({ assemblyDir: assemblyOf(apis), certificate })).rejects.toThrow(
    'a certificate is for distributions, and the assembly has none',
  );
});

const siteAlone = appOf('Site', (stack) => site(stack, { enableLogging: true }));
it('an app of a site alone has no API', async () => {
  const running = await run(siteAlone);
  expect(running.apis).toEqual({});
  expect((await fetch(running.url)).status).toBe(403);
});

const nothing = appOf('Nothing', (stack) => new LogGroup(stack, 'Logs'));
it('refuses an app that answers no requests', async () => {
  await expect(run(nothing)).rejects.toThrow('holds neither a distribution nor a REST API');
});

it('refuses a whole of several apps', async () => {
  await expect(runAssembly({ assemblyDir: assemblies })).rejects.toThrow(
    'it holds the assembly assembly-Apis: run that',
  );
});

const refused: [string, (stack: Stack) => unknown, RegExp][] = [
  [
    'a table',
    (s) => new Table(s, 'Table', { partitionKey: { name: 'a', type: AttributeType.STRING } }),
    /^Some, Table\w+ \(AWS::DynamoDB::Table\): a resource of an unknown type/,
  ],
  [
    'another runtime',
    (s) => api(s, greeter(s, { runtime: lambda.Runtime.PYTHON_3_13 })),
    /^Some, Greeter\w+ \(AWS::Lambda::Function\): Runtime is "python3.13"/,
  ],
  [
    'a layer',
    (s) =>
      api(
        s,
        greeter(s, {
          layers: [lambda.LayerVersion.fromLayerVersionArn(s, 'L', 'arn:aws:lambda:eu-north-1:210987654321:layer:l:1')],
        }),
      ),
    /^Some, Greeter\w+ .*: Layers/,
  ],
  [
    'a function’s alias',
    (s) => api(s, new lambda.Alias(s, 'Live', { aliasName: 'live', version: greeter(s).currentVersion })),
    /^Some, Live\w+ \(AWS::Lambda::Alias\)/,
  ],
  [
    'a parameter without a default',
    (s) => api(s, greeter(s, { environment: { WHO: new CfnParameter(s, 'Who').valueAsString } })),
    /^Some, Greeter\w+ .*: the parameter Who has no default/,
  ],
  [
    'a policy on a condition',
    (s) => {
      const handler = greeter(s);
      handler.addToRolePolicy(
        new PolicyStatement({ actions: ['a:B'], resources: ['*'], conditions: { Bool: { c: true } } }),
      );
      api(s, handler);
    },
    /\(AWS::IAM::Policy\): PolicyDocument\.Statement\.0\.Condition/,
  ],
  [
    'a managed policy',
    (s) => {
      const handler = greeter(s);
      handler.role?.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess'));
      api(s, handler);
    },
    /\(AWS::IAM::Role\): the managed policy arn:aws:iam::aws:policy\/AmazonS3ReadOnlyAccess/,
  ],
  [
    'an API by IAM',
    (s) => api(s, greeter(s), { defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM } }),
    /\(AWS::ApiGateway::Method\): AuthorizationType is "AWS_IAM"/,
  ],
  [
    'an API of several stages',
    (s) => {
      const { latestDeployment } = api(s, greeter(s));
      new apigateway.Stage(s, 'Other', { deployment: latestDeployment as apigateway.Deployment, stageName: 'other' });
    },
    /^Some, Api\w+ .*: 2 stages of it/,
  ],
  [
    'preflights that depend on the origin',
    (s) =>
      api(s, greeter(s), { defaultCorsPreflightOptions: { allowOrigins: ['https://a.example', 'https://b.example'] } }),
    /\(AWS::ApiGateway::Method\): Integration\.IntegrationResponses with a template in VTL/,
  ],
  [
    'an integration that is no function',
    (s) => new apigateway.RestApi(s, 'Api').root.addMethod('GET', new apigateway.HttpIntegration('https://a.example')),
    /: Integration\.Type is "HTTP_PROXY"/,
  ],
  [
    'an origin that is elsewhere',
    (s) =>
      site(s, {
        defaultBehavior: {
          origin: new HttpOrigin('a.example'),
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          viewerProtocolPolicy: HTTPS_ONLY,
        },
      }),
    /^Some, Site\w+ \(AWS::CloudFront::Distribution\): the origin a\.example/,
  ],
  [
    'a page in place of errors',
    (s) => site(s, { errorResponses: [{ httpStatus: 404, responseHttpStatus: 200, responsePagePath: '/' }] }),
    /: DistributionConfig\.CustomErrorResponses\.0\.ResponseCode/,
  ],
  [
    'a bucket’s CORS',
    (s) =>
      site(s, {}, new Bucket(s, 'Files', { cors: [{ allowedMethods: [HttpMethods.GET], allowedOrigins: ['*'] }] })),
    /^Some, Files\w+ \(AWS::S3::Bucket\): CorsConfiguration/,
  ],
];

it.each(refused.map(([what, make, message], index) => [what, appOf(`Refused${index}`, make), message] as const))(
  'refuses %s by name and reason',
  async (_what, name, message) => {
    await expect(run(name)).rejects.toMatchObject({
      name: 'UnsupportedError',
      message: expect.stringMatching(message),
    });
  },
);
