import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  type BehaviorOptions,
  CachePolicy,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { Route } from '../../api/route.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { partitionOf } from '../account.ts';
import { securityHeadersBehavior } from '../edge/security-headers.ts';
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
  /** As with `makeEdgePart`. */
  readonly namesInForeignStack?: string | undefined;
}

/** What the CDK gives the function that copies the files. */
const COPIER_MEMORY_MB = 1024;

/** The console's files, in a bucket that only its distribution reads. */
export class Console extends Construct {
  readonly behavior: BehaviorOptions;
  /** Copies the files into the bucket. */
  readonly deployment: BucketDeployment;

  constructor(scope: Construct, id: string, { providers, routes, logsDays, namesInForeignStack: names }: ConsoleProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.behavior = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket, {
        ...(names !== undefined && {
          originAccessControl: new S3OriginAccessControl(this, 'OriginAccessControl', {
            originAccessControlName: `${names}-console`,
          }),
        }),
      }),
      // The files are the same for every caller, and the guard runs before CloudFront looks into its cache.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: new ResponseHeadersPolicy(this, 'ResponseHeaders', {
        ...(names !== undefined && { responseHeadersPolicyName: `${names}-console` }),
        comment: 'Stagepass: the console, by its own means only',
        securityHeadersBehavior: securityHeadersBehavior(CONTENT_SECURITY_POLICY),
      }),
    };
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds what the repository holds, and only CloudFront reads it: a log would tell nothing of anybody.',
    });
    const code = consoleCode(providers, routes);
    let assets: IBucket | undefined;
    this.deployment = new BucketDeployment(this, 'Deployment', {
      sources: [
        {
          bind: (...args) => {
            const bound = code.bind(...args);
            assets = bound.bucket;
            return bound;
          },
        },
      ],
      destinationBucket: bucket,
      logGroup: new LogGroup(this, 'DeploymentLogs', { retention: logsDays, removalPolicy: RemovalPolicy.DESTROY }),
      // The CDK makes one copying function for all of a stack that name the same memory, and puts it into the stack itself.
      // Named here, it is not that of a stack's owner.
      ...(names !== undefined && { memoryLimit: COPIER_MEMORY_MB }),
      // A bucket that isn't empty can't be deleted with its stack.
      retainOnDelete: false,
      // Browsers and edge locations check each time whether their copy is still current, so no invalidation is needed.
      // Waiting for an invalidation fails sometimes, and would roll back a first deployment (docs/decisions/0066).
      cacheControl: [CacheControl.fromString('public, max-age=0, must-revalidate')],
    });
    this.#acknowledgeFindings(bucket, assets);
  }

  /** The function that copies the files. It is beside the console: the AWS CDK puts it into the stack itself. */
  get copier(): Construct {
    return this.deployment.handlerRole.node.scope as Construct;
  }

  /** BucketDeployment adds a function of the AWS CDK's own, which runs at deployments only. */
  #acknowledgeFindings(bucket: Bucket, assets: IBucket | undefined): void {
    const bucketId = Stack.of(this).getLogicalId(bucket.node.defaultChild as CfnBucket);
    const basics = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    const wildcards = [
      'Action::s3:GetBucket*',
      'Action::s3:GetObject*',
      'Action::s3:List*',
      'Action::s3:Abort*',
      'Action::s3:DeleteObject*',
      `Resource::<${bucketId}.Arn>/*`,
      `Resource::arn:${partitionOf(this)}:s3:::${inFindings(Stack.of(this).resolve(assets?.bucketName))}/*`,
    ];
    Validations.of(this.copier).acknowledge(
      { id: `AwsSolutions-IAM4[Policy::${basics}]`, reason: 'It may write its log, and that policy says just that.' },
      { id: 'AwsSolutions-L1', reason: 'The AWS CDK chooses the Python that it has tested its function with.' },
      ...wildcards.map((finding) => ({
        id: `AwsSolutions-IAM5[${finding}]`,
        reason: 'It copies every file of the asset into every key of this bucket.',
      })),
    );
  }
}

/** The name of the bucket for assets as cdk-nag writes it. The synthesizer of the app says which bucket that is. */
function inFindings(name: unknown): string {
  if (typeof name === 'string') return name;
  const { 'Fn::Sub': text = '' } = name as { readonly 'Fn::Sub'?: string };
  return text.replaceAll('${', '<').replaceAll('}', '>');
}
