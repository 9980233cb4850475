import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';

/** A bucket with the files that BucketDeployments put into it. */
export interface Bucket {
  /** `NAME.s3.REGION.amazonaws.com` */
  readonly domainName: string;
  /** The folders whose files it holds, each with the metadata they got. */
  readonly contents: readonly { readonly dir: string; readonly cacheControl: string | undefined }[];
  /** ARNs of the distributions that may read it. */
  readonly readers: ReadonlySet<string>;
}

/** The properties of the AWS CDK's BucketDeployment. */
const DeploymentProperties = v.strictObject({
  DestinationBucketName: v.string(),
  // For an invalidation. Nothing is cached here.
  DistributionId: inert,
  DistributionPaths: inert,
  OutputObjectKeys: inert,
  Prune: inert,
  RetainOnDelete: inert,
  ServiceToken: inert,
  SourceBucketNames: inert,
  SourceObjectKeys: v.array(v.string()),
  SystemMetadata: v.optional(v.strictObject({ 'cache-control': v.optional(v.string()) }), {}),
  WaitForDistributionInvalidation: inert,
});

/** A statement that lets a distribution read objects. */
const Grant = v.pipe(
  v.strictObject({
    Action: v.literal('s3:GetObject'),
    Condition: v.strictObject({ StringEquals: v.strictObject({ 'AWS:SourceArn': v.string() }) }),
    Effect: v.literal('Allow'),
    Principal: v.strictObject({ Service: v.literal('cloudfront.amazonaws.com') }),
    Resource: v.string(),
  }),
  v.transform(({ Condition, Resource: objects }) => ({ reader: Condition.StringEquals['AWS:SourceArn'], objects })),
);

/** A statement for others than CloudFront, such as the CDK's function that empties a bucket. They send no requests. */
const OtherGrant = v.pipe(
  v.strictObject({
    Action: inert,
    Condition: inert,
    Effect: v.literal('Allow'),
    Principal: v.strictObject({ AWS: v.pipe(v.string(), v.startsWith('arn:')) }),
    Resource: inert,
  }),
  v.transform(() => undefined),
);

/** A statement that denies requests without TLS. It has no effect here: plain HTTP to 127.0.0.1 stands for TLS. */
const TlsOnly = v.pipe(
  v.strictObject({
    Action: v.literal('s3:*'),
    Condition: v.strictObject({ Bool: v.strictObject({ 'aws:SecureTransport': v.literal('false') }) }),
    Effect: v.literal('Deny'),
    Principal: inert,
    Resource: inert,
  }),
  v.transform(() => undefined),
);

/** The kind of statement is known by its elements, so an error is about that kind. */
const Statement = v.lazy((statement) => {
  const { Effect, Principal } = statement as { readonly Effect?: unknown; readonly Principal?: object };
  if (Effect === 'Deny') return TlsOnly;
  return typeof Principal === 'object' && 'AWS' in Principal ? OtherGrant : Grant;
});

const PolicyProperties = v.strictObject({
  Bucket: v.string(),
  PolicyDocument: v.strictObject({ Statement: v.array(Statement), Version: inert }),
});
const PolicyOf = v.object({ Bucket: v.string() });
const DeploymentTo = v.object({ DestinationBucketName: v.string() });

/** Properties that don't change how CloudFront reads objects. */
const BucketProperties = v.strictObject({
  BucketEncryption: inert,
  BucketName: inert,
  LifecycleConfiguration: inert,
  LoggingConfiguration: inert,
  OwnershipControls: inert,
  PublicAccessBlockConfiguration: inert,
  Tags: inert,
  VersioningConfiguration: inert,
});

/**
 * The buckets with these domain names. No others get requests.
 *
 * @throws UnsupportedError
 */
export function readBuckets(deployment: Deployment, domainNames: ReadonlySet<string>): Bucket[] {
  return deployment
    .resources('AWS::S3::Bucket')
    .filter((bucket) => domainNames.has(bucket.attribute('RegionalDomainName')))
    .map((bucket) => {
      bucket.properties(BucketProperties);
      return {
        domainName: bucket.attribute('RegionalDomainName'),
        contents: contentsOf(deployment, bucket),
        readers: readersOf(deployment, bucket),
      };
    });
}

function contentsOf(deployment: Deployment, bucket: Resource): Bucket['contents'] {
  return deployment
    .resources('Custom::CDKBucketDeployment')
    .filter((resource) => resource.properties(DeploymentTo).DestinationBucketName === bucket.ref)
    .flatMap((resource) => {
      const { SourceObjectKeys, SystemMetadata } = resource.properties(DeploymentProperties);
      const cacheControl = SystemMetadata?.['cache-control'];
      return SourceObjectKeys.map((key) => ({ dir: folderOf(resource, key), cacheControl }));
    });
}

function readersOf(deployment: Deployment, bucket: Resource): Set<string> {
  const policies = deployment
    .resources('AWS::S3::BucketPolicy')
    .filter((policy) => policy.properties(PolicyOf).Bucket === bucket.ref)
    .map((policy) => policy.properties(PolicyProperties));
  const grants = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return new Set(grants.flatMap((grant) => (grant?.objects === `${bucket.attribute('Arn')}/*` ? [grant.reader] : [])));
}

function folderOf(resource: Resource, objectKey: string): string {
  const dir = resource.asset(objectKey);
  if (dir === undefined || !statSync(dir).isDirectory()) {
    throw new UnsupportedError(resource, `SourceObjectKeys ${objectKey}, which is no folder of the assembly`);
  }
  return dir;
}

/** @returns undefined when the bucket has no such key. */
export function readObject(
  { contents }: Bucket,
  key: string,
): { readonly body: Buffer; readonly cacheControl: string | undefined } | undefined {
  for (const { dir, cacheControl } of contents) {
    const file = join(dir, key);
    // A key such as `../file` must not lead out of the folder.
    if (!file.startsWith(`${dir}/`) || !statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    return { body: readFileSync(file), cacheControl };
  }
  return undefined;
}
