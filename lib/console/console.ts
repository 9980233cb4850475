import { DefaultStackSynthesizer, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type BehaviorOptions, CachePolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { Route } from '../../api/route.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { accountOf } from '../account.ts';
import { securityHeadersBehavior } from '../edge/security-headers.ts';
import { EDGE_REGION } from '../secrets/secret-names.ts';
import { consoleCode } from './console-code.ts';

/** The page may load files from its own address only. It can't be in a frame, and can't send forms. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export interface ConsoleProps {
  /** Those of the stage: the page holds nothing of other providers. */
  readonly providers: readonly ProviderDescriptor[];
  readonly routes: readonly Route[];
  /** For how long the log of a deployment is kept. */
  readonly logsDays: RetentionDays;
}

/** The console's files, in a bucket that only its distribution reads. */
export class Console extends Construct {
  readonly behavior: BehaviorOptions;
  /** Copies the files into the bucket. */
  readonly deployment: BucketDeployment;

  constructor(scope: Construct, id: string, { providers, routes, logsDays }: ConsoleProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.behavior = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      // The files are the same for every caller, and the guard runs before CloudFront looks into its cache.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: new ResponseHeadersPolicy(this, 'ResponseHeaders', {
        comment: 'Stagepass: the console, by its own means only',
        securityHeadersBehavior: securityHeadersBehavior(CONTENT_SECURITY_POLICY),
      }),
    };
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds what the repository holds, and only CloudFront reads it: a log would tell nothing of anybody.',
    });
    this.deployment = new BucketDeployment(this, 'Deployment', {
      sources: [consoleCode(providers, routes)],
      destinationBucket: bucket,
      logGroup: new LogGroup(this, 'DeploymentLogs', { retention: logsDays, removalPolicy: RemovalPolicy.DESTROY }),
      // A bucket that isn't empty can't be deleted with its stack.
      retainOnDelete: false,
      // Browsers and edge locations check each time whether their copy is still current, so no invalidation is needed.
      // Waiting for an invalidation fails sometimes, and would roll back a first deployment (docs/decisions/0066).
      cacheControl: [CacheControl.fromString('public, max-age=0, must-revalidate')],
    });
    this.#acknowledgeFindings(bucket);
  }

  /** BucketDeployment adds a function of the AWS CDK's own, which runs at deployments only. */
  #acknowledgeFindings(bucket: Bucket): void {
    const { handlerRole } = this.deployment;
    const bucketId = Stack.of(this).getLogicalId(bucket.node.defaultChild as CfnBucket);
    const basics = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    const wildcards = [
      'Action::s3:GetBucket*',
      'Action::s3:GetObject*',
      'Action::s3:List*',
      'Action::s3:Abort*',
      'Action::s3:DeleteObject*',
      `Resource::<${bucketId}.Arn>/*`,
      `Resource::arn:aws:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-${accountOf(this)}-${EDGE_REGION}/*`,
    ];
    Validations.of(handlerRole.node.scope as Construct).acknowledge(
      { id: `AwsSolutions-IAM4[Policy::${basics}]`, reason: 'It may write its log, and that policy says just that.' },
      { id: 'AwsSolutions-L1', reason: 'The AWS CDK chooses the Python that it has tested its function with.' },
      ...wildcards.map((finding) => ({
        id: `AwsSolutions-IAM5[${finding}]`,
        reason: 'It copies every file of the asset into every key of this bucket.',
      })),
    );
  }
}
