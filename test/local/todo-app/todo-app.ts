import { fileURLToPath } from 'node:url';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

const env = { account: '210987654321', region: 'us-east-1' };
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const runtime = lambda.Runtime.NODEJS_22_X;

/**
 * Somebody else's app, as the AWS CDK's guides would have it written: to-dos behind a site, and a redirect from the old
 * address.
 */
export function todoApp(outdir: string): string {
  const app = new App({ outdir });
  const backend = new Stack(app, 'TodoBackend', { env });

  const listKey = new secretsmanager.Secret(backend, 'ListKey', {
    generateSecretString: { secretStringTemplate: '{"purpose":"lists"}', generateStringKey: 'key' },
  });
  const todos = new NodejsFunction(backend, 'Todos', {
    runtime,
    entry: path('todos.ts'),
    bundling: { externalModules: [], logLevel: LogLevel.ERROR },
    environment: { LIST_KEY: listKey.secretName },
    timeout: Duration.seconds(10),
    memorySize: 256,
  });
  listKey.grantRead(todos);
  const sayVersion = new lambda.Function(backend, 'Version', {
    runtime,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = async ({ requestContext }) => ({
      statusCode: 200,
      headers: { 'Content-Type': 'text/plain' },
      body: 'todo at ' + requestContext.stage,
    });`),
  });
  const authorizer = new apigateway.TokenAuthorizer(backend, 'Bearer', {
    handler: new lambda.Function(backend, 'CheckBearer', {
      runtime,
      handler: 'check.bearer',
      code: lambda.Code.fromAsset(path('authorizer')),
    }),
    validationRegex: '^Bearer .+$',
  });

  const api = new apigateway.RestApi(backend, 'Http', {
    deployOptions: { stageName: 'v2', throttlingBurstLimit: 20, throttlingRateLimit: 10 },
    endpointTypes: [apigateway.EndpointType.REGIONAL],
  });
  const calls = api.root.addResource('api');
  calls.addResource('version').addMethod('GET', new apigateway.LambdaIntegration(sayVersion));
  calls
    .addResource('lists')
    .addResource('{list}', {
      defaultCorsPreflightOptions: {
        allowOrigins: ['https://todo.example'],
        allowMethods: ['GET', 'PUT'],
        maxAge: Duration.hours(1),
      },
    })
    .addProxy({
      defaultIntegration: new apigateway.LambdaIntegration(todos),
      defaultMethodOptions: { authorizer, authorizationType: apigateway.AuthorizationType.CUSTOM },
    });

  const site = new Stack(app, 'TodoSite', { env });
  const pages = new s3.Bucket(site, 'Pages', {
    enforceSSL: true,
    autoDeleteObjects: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new BucketDeployment(site, 'Upload', { sources: [Source.asset(path('site'))], destinationBucket: pages });
  const { REDIRECT_TO_HTTPS } = cloudfront.ViewerProtocolPolicy;
  const main = new cloudfront.Distribution(site, 'Main', {
    defaultRootObject: 'index.html',
    defaultBehavior: {
      origin: origins.S3BucketOrigin.withOriginAccessControl(pages),
      viewerProtocolPolicy: REDIRECT_TO_HTTPS,
    },
    additionalBehaviors: {
      'api/*': {
        origin: new origins.RestApiOrigin(api),
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: REDIRECT_TO_HTTPS,
      },
    },
  });
  new cloudfront.Distribution(site, 'Old', {
    defaultBehavior: {
      origin: new origins.RestApiOrigin(api),
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      viewerProtocolPolicy: REDIRECT_TO_HTTPS,
      edgeLambdas: [
        {
          eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST,
          functionVersion: new cloudfront.experimental.EdgeFunction(site, 'Moved', {
            runtime,
            handler: 'index.handler',
            code: lambda.Code.fromInline(`exports.handler = async ({ Records: [{ cf }] }) => ({
              status: '301',
              headers: { location: [{ value: 'https://todo.example' + cf.request.uri }] },
            });`),
          }).currentVersion,
        },
      ],
    },
  });
  new CfnOutput(site, 'Url', { value: `https://${main.distributionDomainName}` });
  return app.synth().directory;
}
