import type { StackFixture } from './assembly.ts';

/** Answers with the event it got. */
export const ECHO = `export const handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify(event),
});`;

/** Lets everything through, and adds what it is told: `x-caller`. */
export const PASS = `export const handler = async (event) => {
  const { request } = event.Records[0].cf;
  request.headers['x-caller'] = [{ key: 'X-Caller', value: 'ann' }];
  return request;
};`;

/** Allows who brings `right`. */
export const AUTHORIZE = `export const handler = async (event) => ({
  principalId: 'cloudfront',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{
      Action: 'execute-api:Invoke',
      Effect: event.headers['x-origin'] === 'right' ? 'Allow' : 'Deny',
      Resource: event.methodArn.split('/').slice(0, 2).join('/') + '/*/*',
    }],
  },
  context: { caller: event.headers['X-Caller'], number: 7 },
});`;

const LAMBDA_TRUST = {
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] },
    },
  ],
};

export function role(statements: readonly object[] = []): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: LAMBDA_TRUST,
      Policies: [{ PolicyName: 'inline', PolicyDocument: { Statement: statements } }],
    },
  };
}

export function lambdaFunction(asset: string, properties: object = {}): object {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: asset },
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
      ...properties,
    },
  };
}

function invocationUri(functionId: string): object {
  const arn = { 'Fn::GetAtt': [functionId, 'Arn'] };
  return { 'Fn::Join': ['', ['arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/', arn, '/invocations']] };
}

function permission(functionId: string, source: string): object {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [functionId, 'Arn'] },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Sub': `arn:aws:execute-api:eu-west-1:\${AWS::AccountId}:\${Api}/${source}` },
    },
  };
}

/** What a test may want otherwise: source texts, and resources to add or to put in place of others. */
export interface SmallAppOptions {
  readonly handler?: string;
  readonly guard?: string;
  readonly api?: Readonly<Record<string, object>>;
  readonly edge?: Readonly<Record<string, object>>;
}

type SmallStack = 'Small-Api' | 'Small-Edge';

/** GET /things/{thing} behind an authorizer, behind a distribution with a guard: what this runner is for, in small. */
export function smallApp({
  handler = ECHO,
  guard = PASS,
  api = {},
  edge = {},
}: SmallAppOptions = {}): Record<SmallStack, StackFixture> {
  return {
    'Small-Api': {
      region: 'eu-west-1',
      assets: {
        'handler.zip': { 'index.mjs': handler },
        'authorizer.zip': { 'index.mjs': AUTHORIZE },
      },
      Resources: {
        Role: role(),
        Handler: lambdaFunction('handler.zip', { Environment: { Variables: { GREETING: 'hello' } } }),
        AuthorizerFunction: lambdaFunction('authorizer.zip'),
        Api: {
          Type: 'AWS::ApiGateway::RestApi',
          Properties: { Name: 'small', EndpointConfiguration: { Types: ['REGIONAL'] } },
        },
        Authorizer: {
          Type: 'AWS::ApiGateway::Authorizer',
          Properties: {
            AuthorizerResultTtlInSeconds: 300,
            AuthorizerUri: invocationUri('AuthorizerFunction'),
            IdentitySource: 'method.request.header.X-Origin,method.request.header.X-Caller',
            RestApiId: { Ref: 'Api' },
            Type: 'REQUEST',
          },
        },
        Things: {
          Type: 'AWS::ApiGateway::Resource',
          Properties: {
            ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
            PathPart: 'things',
            RestApiId: { Ref: 'Api' },
          },
        },
        Thing: {
          Type: 'AWS::ApiGateway::Resource',
          Properties: { ParentId: { Ref: 'Things' }, PathPart: '{thing}', RestApiId: { Ref: 'Api' } },
        },
        GetThing: {
          Type: 'AWS::ApiGateway::Method',
          Properties: {
            AuthorizationType: 'CUSTOM',
            AuthorizerId: { Ref: 'Authorizer' },
            HttpMethod: 'GET',
            Integration: { IntegrationHttpMethod: 'POST', Type: 'AWS_PROXY', Uri: invocationUri('Handler') },
            ResourceId: { Ref: 'Thing' },
            RestApiId: { Ref: 'Api' },
          },
        },
        MayCallHandler: permission('Handler', 'live/GET/things/*'),
        MayCallAuthorizer: permission('AuthorizerFunction', `authorizers/\${Authorizer}`),
        Denied: {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: {
            ResponseParameters: { 'gatewayresponse.header.Cache-Control': "'no-store'" },
            ResponseTemplates: { 'application/json': '{"error":"closed","id":"$context.requestId"}' },
            ResponseType: 'ACCESS_DENIED',
            RestApiId: { Ref: 'Api' },
            StatusCode: '403',
          },
        },
        Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
        Stage: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: {
            DeploymentId: { Ref: 'Deployment' },
            MethodSettings: [
              { HttpMethod: '*', ResourcePath: '/*', ThrottlingBurstLimit: 50, ThrottlingRateLimit: 10 },
              {
                HttpMethod: 'GET',
                ResourcePath: '/~1things~1{thing}',
                ThrottlingBurstLimit: 3,
                ThrottlingRateLimit: 1,
              },
            ],
            RestApiId: { Ref: 'Api' },
            StageName: 'live',
          },
        },
        ...api,
      },
      Outputs: { ApiId: { Value: { Ref: 'Api' } } },
    },
    'Small-Edge': {
      assets: { 'guard.zip': { 'index.mjs': guard } },
      Resources: {
        Role: role(),
        Guard: lambdaFunction('guard.zip', { Timeout: 5 }),
        GuardVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Guard' } } },
        OriginSecret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { Name: 'small/origin', SecretString: 'right' },
        },
        Forwarded: {
          Type: 'AWS::CloudFront::OriginRequestPolicy',
          Properties: {
            OriginRequestPolicyConfig: {
              CookiesConfig: { CookieBehavior: 'none' },
              HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['X-Caller', 'CloudFront-Viewer-Address'] },
              Name: 'forwarded',
              QueryStringsConfig: { QueryStringBehavior: 'all' },
            },
          },
        },
        Distribution: {
          Type: 'AWS::CloudFront::Distribution',
          Properties: { DistributionConfig: distributionConfig() },
        },
        ...edge,
      },
      Outputs: { OriginSecretName: { Value: 'small/origin' } },
    },
  };
}

/** @param changes to its default behavior. */
export function distributionConfig(changes: object = {}): object {
  const apiId = { 'Fn::GetStackOutput': { StackName: 'Small-Api', Region: 'eu-west-1', OutputName: 'ApiId' } };
  return {
    DefaultCacheBehavior: {
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      LambdaFunctionAssociations: [{ EventType: 'viewer-request', LambdaFunctionARN: { Ref: 'GuardVersion' } }],
      OriginRequestPolicyId: { Ref: 'Forwarded' },
      TargetOriginId: 'api',
      ViewerProtocolPolicy: 'https-only',
      ...changes,
    },
    Enabled: true,
    Origins: [
      {
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
        DomainName: { 'Fn::Join': ['', [apiId, '.execute-api.eu-west-1.amazonaws.com']] },
        Id: 'api',
        OriginCustomHeaders: [
          {
            HeaderName: 'x-origin',
            HeaderValue: {
              'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'OriginSecret' }, ':SecretString:::}}']],
            },
          },
        ],
        OriginPath: '/live',
      },
    ],
  };
}

/** A resource of the small app with these properties changed. */
export function changed(
  stack: SmallStack,
  logicalId: string,
  changes: Readonly<Record<string, unknown>>,
): Record<string, object> {
  const { Type, Properties } = smallApp()[stack].Resources[logicalId] as { Type: string; Properties: object };
  return { [logicalId]: { Type, Properties: { ...Properties, ...changes } } };
}
