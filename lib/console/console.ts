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

/** All that the page may load, it loads from its own address; it is in nobody's frame and sends no form anywhere. */
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
  /** Of the stage: nothing of another provider is in the page. */
  readonly providers: readonly ProviderDescriptor[];
  readonly routes: readonly Route[];
  /** For how long it is known what a deployment did. */
  readonly logsDays: RetentionDays;
}

/** The console's files, in a bucket that only its distribution reads. */
export class Console extends Construct {
  readonly behavior: BehaviorOptions;
  /** When it is done, the files are there. */
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
      // The files are the same for every caller, and the guard is asked before CloudFront looks into its cache.
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
      // A bucket with something in it couldn't be deleted with its stack.
      retainOnDelete: false,
      // Browsers and edge locations ask each time whether their own still holds, so nothing need be told to forget one:
      // waiting for CloudFront to do so fails now and then, and would take a first creation back (docs/decisions/0066).
      cacheControl: [CacheControl.fromString('public, max-age=0, must-revalidate')],
    });
    this.#acknowledgeFindings(bucket);
  }

  /** The construct brings a function of its own, which the AWS CDK writes and runs at a deployment only. */
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
