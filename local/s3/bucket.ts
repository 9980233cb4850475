import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';

/** A bucket with what deployments put into it. */
export interface Bucket {
  /** `NAME.s3.REGION.amazonaws.com` */
  readonly domainName: string;
  /** The folders whose files it holds, each with the metadata they got. */
  readonly contents: readonly { readonly dir: string; readonly cacheControl: string | undefined }[];
  /** ARNs of the distributions that may read it. */
  readonly readers: ReadonlySet<string>;
}

/** What the AWS CDK's BucketDeployment asks its function to do. */
const DeploymentProperties = v.strictObject({
  DestinationBucketName: v.string(),
  // There is no edge location here that could have kept anything.
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

const Grant = v.strictObject({
  Action: v.literal('s3:GetObject'),
  Condition: v.strictObject({ StringEquals: v.strictObject({ 'AWS:SourceArn': v.string() }) }),
  Effect: v.literal('Allow'),
  Principal: v.strictObject({ Service: v.literal('cloudfront.amazonaws.com') }),
  Resource: v.string(),
});

/** Bars what comes without TLS: here nothing does, since 127.0.0.1 stands for it. */
const TlsOnly = v.strictObject({
  Action: v.literal('s3:*'),
  Condition: v.strictObject({ Bool: v.strictObject({ 'aws:SecureTransport': v.literal('false') }) }),
  Effect: v.literal('Deny'),
  Principal: inert,
  Resource: inert,
});

const PolicyProperties = v.strictObject({
  Bucket: v.string(),
  PolicyDocument: v.strictObject({ Statement: v.array(v.variant('Effect', [Grant, TlsOnly])), Version: inert }),
});

/** @throws UnsupportedError */
export function readBuckets(deployment: Deployment): Bucket[] {
  const deployments = deployment
    .resources('Custom::CDKBucketDeployment')
    .map((resource) => ({ resource, properties: resource.properties(DeploymentProperties) }));
  return deployment.resources('AWS::S3::Bucket').map((bucket) => ({
    domainName: bucket.attribute('RegionalDomainName'),
    contents: deployments
      .filter(({ properties }) => properties.DestinationBucketName === bucket.ref)
      .flatMap(({ resource, properties }) =>
        properties.SourceObjectKeys.map((key) => ({
          dir: folderOf(resource, key),
          cacheControl: properties.SystemMetadata?.['cache-control'],
        })),
      ),
    readers: readersOf(deployment, bucket),
  }));
}

function readersOf(deployment: Deployment, bucket: Resource): Set<string> {
  const policies = deployment
    .resources('AWS::S3::BucketPolicy')
    .map((policy) => policy.properties(PolicyProperties))
    .filter((policy) => policy.Bucket === bucket.ref);
  const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const grants = statements.filter((statement) => statement.Effect === 'Allow');
  return new Set(
    grants
      .filter((grant) => grant.Resource === `${bucket.attribute('Arn')}/*`)
      .map((grant) => grant.Condition.StringEquals['AWS:SourceArn']),
  );
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
    // A key is a name, not a way through folders.
    if (!file.startsWith(`${dir}/`) || !statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    return { body: readFileSync(file), cacheControl };
  }
  return undefined;
}
