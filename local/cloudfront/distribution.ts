import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import { signatureOf } from '../s3/bucket-server.ts';
import { type OriginRequestPolicy, readOriginRequestPolicy } from './origin-request-policy.ts';
import { type ResponseHeadersPolicy, readResponseHeadersPolicy } from './response-headers-policy.ts';
import { readWebAcl, type WebAcl } from './web-acl.ts';

/** A distribution, read from its template. */
export interface Distribution {
  readonly id: string;
  readonly domainName: string;
  /** Its alternate domain names. */
  readonly aliases: readonly string[];
  /** The default root object's path; undefined without one. */
  readonly rootPath: string | undefined;
  /** In the order in which they are tried. The last is the default one. */
  readonly behaviors: readonly Behavior[];
  readonly webAcl: WebAcl | undefined;
  /** Its resource in the template. */
  readonly resource: Resource;
}

export interface Behavior {
  /** `*` for the default one. */
  readonly pathPattern: string;
  readonly allowedMethods: ReadonlySet<string>;
  /** The first one of its origin group, if it has one. */
  readonly origin: Origin;
  /** The second one of the group. */
  readonly failover: Failover | undefined;
  readonly originRequestPolicy: OriginRequestPolicy;
  readonly responseHeadersPolicy: ResponseHeadersPolicy | undefined;
  /** The viewer request function's ARN, with its version. */
  readonly viewerRequestFunction: string | undefined;
}

/** What is asked where the first origin can't be reached, is too slow, or answers with one of these statuses. */
export interface Failover {
  readonly origin: Origin;
  readonly statuses: ReadonlySet<number>;
}

export interface Origin {
  readonly domainName: string;
  /** Stands for CloudFront's signature, if the origin is a bucket with an origin access control. */
  readonly signature: string | undefined;
  /** The origin path, which is put before the request's path: `/prod`, or ''. */
  readonly path: string;
  /** What CloudFront puts on every request to it, by lower-case name. */
  readonly customHeaders: ReadonlyMap<string, string>;
  readonly readTimeoutMs: number;
  /** How long CloudFront tries to reach it. */
  readonly connectMs: number;
}

/**
 * The managed policies CachingDisabled and CachingOptimized. Nothing is cached here, so other policies aren't supported.
 * CachingOptimized is, in front of a bucket: its files don't change while this runs.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

const behaviorEntries = {
  AllowedMethods: v.optional(v.array(v.string()), ['GET', 'HEAD']),
  CachedMethods: inert,
  CachePolicyId: v.picklist([CACHING_DISABLED, CACHING_OPTIMIZED]),
  // Compression on the way doesn't change what a viewer reads.
  Compress: inert,
  LambdaFunctionAssociations: v.optional(
    v.array(
      v.strictObject({
        EventType: v.literal('viewer-request'),
        IncludeBody: v.optional(v.literal(false)),
        LambdaFunctionARN: v.string(),
      }),
    ),
    [],
  ),
  OriginRequestPolicyId: v.optional(v.string()),
  ResponseHeadersPolicyId: v.optional(v.string()),
  TargetOriginId: v.string(),
  // Browsers take 127.0.0.1 for a secure context, so plain HTTP stands for TLS here.
  ViewerProtocolPolicy: v.picklist(['https-only', 'redirect-to-https']),
};

const DefaultBehavior = v.strictObject(behaviorEntries);
const PathBehavior = v.strictObject({ ...behaviorEntries, PathPattern: v.string() });

const commonOriginEntries = {
  ConnectionAttempts: v.optional(v.number(), 3),
  ConnectionTimeout: v.optional(v.number(), 10),
  DomainName: v.string(),
  Id: v.string(),
  OriginPath: v.optional(v.string(), ''),
};

const CustomOrigin = v.strictObject({
  ...commonOriginEntries,
  CustomOriginConfig: v.strictObject({
    OriginKeepaliveTimeout: inert,
    // Otherwise the origin's custom header would be sent in clear.
    OriginProtocolPolicy: v.literal('https-only'),
    OriginReadTimeout: v.optional(v.number(), 30),
    OriginSSLProtocols: inert,
  }),
  OriginCustomHeaders: v.optional(v.array(v.strictObject({ HeaderName: v.string(), HeaderValue: v.string() })), []),
});

const BucketOrigin = v.strictObject({
  ...commonOriginEntries,
  OriginAccessControlId: v.string(),
  S3OriginConfig: v.strictObject({ OriginAccessIdentity: v.literal('') }),
});

/** The kind of origin is known by its properties, so an error is about that kind. */
const OriginProperties = v.lazy((origin) =>
  typeof origin === 'object' && origin !== null && 'S3OriginConfig' in origin ? BucketOrigin : CustomOrigin,
);

const OriginAccessControl = v.strictObject({
  OriginAccessControlConfig: v.strictObject({
    Name: inert,
    OriginAccessControlOriginType: v.literal('s3'),
    SigningBehavior: v.literal('always'),
    SigningProtocol: v.literal('sigv4'),
  }),
});

const OriginGroups = v.strictObject({
  Quantity: inert,
  Items: v.array(
    v.strictObject({
      FailoverCriteria: v.strictObject({
        StatusCodes: v.strictObject({ Quantity: inert, Items: v.array(v.number()) }),
      }),
      Id: v.string(),
      Members: v.strictObject({
        Quantity: inert,
        Items: v.tuple([v.strictObject({ OriginId: v.string() }), v.strictObject({ OriginId: v.string() })]),
      }),
      SelectionCriteria: v.optional(v.literal('default')),
    }),
  ),
});

/** CloudFront refuses others before an origin group. */
const METHODS_OF_GROUPS = new Set(['GET', 'HEAD', 'OPTIONS']);

const DistributionProperties = v.strictObject({
  DistributionConfig: v.strictObject({
    // Here it is known by its port, and TLS is left out.
    Aliases: v.optional(v.array(v.string())),
    CacheBehaviors: v.optional(v.array(PathBehavior), []),
    Comment: inert,
    // Nothing is cached here, so the TTL of errors has no effect. A custom error page isn't supported.
    CustomErrorResponses: v.optional(v.array(v.strictObject({ ErrorCachingMinTTL: inert, ErrorCode: inert }))),
    DefaultCacheBehavior: DefaultBehavior,
    DefaultRootObject: v.optional(v.string()),
    Enabled: v.literal(true),
    HttpVersion: inert,
    IPV6Enabled: inert,
    Logging: inert,
    OriginGroups: v.optional(OriginGroups),
    Origins: v.array(OriginProperties),
    PriceClass: inert,
    ViewerCertificate: inert,
    WebACLId: v.optional(v.string()),
  }),
  Tags: inert,
});

/** @throws UnsupportedError */
export function readDistributions(deployment: Deployment): Distribution[] {
  return deployment
    .resources('AWS::CloudFront::Distribution')
    .map((resource) => readDistribution(deployment, resource));
}

function readDistribution(deployment: Deployment, resource: Resource): Distribution {
  const { DistributionConfig: config } = resource.properties(DistributionProperties);
  const origins = new Map(
    config.Origins.map((origin): [string, Origin] => [
      origin.Id,
      'S3OriginConfig' in origin ? bucketOriginOf(origin, deployment, resource) : originOf(origin),
    ]),
  );

  const originOfId = (id: string): Origin => {
    const origin = origins.get(id);
    if (origin === undefined) throw new UnsupportedError(resource, `TargetOriginId ${id}`);
    return origin;
  };

  const behaviorOf = (behavior: v.InferOutput<typeof DefaultBehavior>, pathPattern: string): Behavior => {
    const group = config.OriginGroups?.Items.find(({ Id }) => Id === behavior.TargetOriginId);
    const [first, second] = group?.Members.Items ?? [{ OriginId: behavior.TargetOriginId }];
    const origin = originOfId(first.OriginId);
    const failover = group &&
      second && { origin: originOfId(second.OriginId), statuses: new Set(group.FailoverCriteria.StatusCodes.Items) };
    const refused = behavior.AllowedMethods?.find((method) => !METHODS_OF_GROUPS.has(method));
    if (group !== undefined && refused !== undefined) {
      throw new UnsupportedError(resource, `AllowedMethods with ${refused} before an origin group`);
    }
    if (behavior.CachePolicyId === CACHING_OPTIMIZED && origin.signature === undefined) {
      throw new UnsupportedError(resource, `CachePolicyId ${CACHING_OPTIMIZED} before an origin that is no bucket`);
    }
    const { OriginRequestPolicyId, ResponseHeadersPolicyId, LambdaFunctionAssociations } = behavior;
    return {
      pathPattern,
      allowedMethods: new Set(behavior.AllowedMethods),
      origin,
      failover,
      originRequestPolicy: readOriginRequestPolicy(deployment, OriginRequestPolicyId, resource),
      responseHeadersPolicy: readResponseHeadersPolicy(deployment, ResponseHeadersPolicyId, resource),
      viewerRequestFunction: LambdaFunctionAssociations?.[0]?.LambdaFunctionARN,
    };
  };

  return {
    id: resource.ref,
    domainName: resource.attribute('DomainName'),
    aliases: config.Aliases ?? [],
    rootPath: config.DefaultRootObject === undefined ? undefined : `/${config.DefaultRootObject}`,
    behaviors: [
      ...(config.CacheBehaviors ?? []).map((behavior) => behaviorOf(behavior, behavior.PathPattern)),
      behaviorOf(config.DefaultCacheBehavior, '*'),
    ],
    webAcl: config.WebACLId === undefined ? undefined : readWebAcl(deployment, config.WebACLId, resource),
    resource,
  };
}

/** The template's DistributionConfig, resolved. */
export function readDistributionConfig({ resource }: Distribution): object {
  return resource.properties(DistributionProperties).DistributionConfig;
}

/** CloudFront signs its requests to a bucket. */
function bucketOriginOf(
  origin: v.InferOutput<typeof BucketOrigin>,
  deployment: Deployment,
  resource: Resource,
): Origin {
  deployment
    .byRef('AWS::CloudFront::OriginAccessControl', origin.OriginAccessControlId, resource)
    .properties(OriginAccessControl);
  const arn = `arn:aws:cloudfront::${resource.account}:distribution/${resource.ref}`;
  return {
    domainName: origin.DomainName,
    signature: signatureOf(arn),
    path: origin.OriginPath ?? '',
    customHeaders: new Map(),
    readTimeoutMs: 30_000,
    connectMs: connectMsOf(origin),
  };
}

function originOf(origin: v.InferOutput<typeof CustomOrigin>): Origin {
  return {
    signature: undefined,
    domainName: origin.DomainName,
    path: origin.OriginPath ?? '',
    customHeaders: new Map(
      (origin.OriginCustomHeaders ?? []).map(({ HeaderName, HeaderValue }) => [HeaderName.toLowerCase(), HeaderValue]),
    ),
    readTimeoutMs: (origin.CustomOriginConfig.OriginReadTimeout ?? 30) * 1000,
    connectMs: connectMsOf(origin),
  };
}

function connectMsOf({
  ConnectionAttempts = 3,
  ConnectionTimeout = 10,
}: v.InferOutput<typeof BucketOrigin | typeof CustomOrigin>) {
  return ConnectionAttempts * ConnectionTimeout * 1000;
}

/** All origins that a behavior may ask. */
export function originsOf({ origin, failover }: Behavior): Origin[] {
  return failover === undefined ? [origin] : [origin, failover.origin];
}
