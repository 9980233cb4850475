import type { CacheBehavior, Distribution, LambdaFunctionAssociations, Origin } from '@aws-sdk/client-cloudfront';
import { ORIGIN_HEADER } from '../../api/headers.ts';
import { NEVER_CACHED_ERRORS } from '../../lib/edge/never-cached-errors.ts';
import { replicaOutputOf } from '../../lib/secrets/secret-names.ts';
import { apiOriginsFault } from './api-origins.ts';
import { type Check, must, Skipped, Unmet } from './check.ts';
import { type DeployedStage, readSecret, secretFields } from './deployed.ts';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/**
 * Checks that need AWS's APIs.
 *
 * @param deployed undefined if AWS isn't asked.
 */
export function deployedChecks(
  deployed: DeployedStage | undefined,
  { wantsWebAcl }: { readonly wantsWebAcl: boolean },
): Check[] {
  function known(): DeployedStage {
    if (deployed === undefined) throw new Skipped('AWS isn’t asked with --url');
    return deployed;
  }

  return [
    {
      name: 'deployed',
      what: 'the distribution is enabled, and every edge location has its newest configuration',
      async ask() {
        const { DistributionConfig: config, Status: status } = known().distribution;
        must(config?.Enabled === true, 'it is disabled');
        must(status === 'Deployed', `its status is ${status}: wait until it is Deployed`);
      },
    },
    {
      name: 'guard',
      what: 'the guard stands before every path',
      async ask() {
        for (const { path, behavior } of behaviorsOf(known())) {
          mustBeGuarded(path, behavior.LambdaFunctionAssociations);
        }
      },
    },
    {
      name: 'web-acl',
      what: 'the web ACL stands before it all',
      async ask() {
        const { WebACLId: id } = known().distribution.DistributionConfig ?? {};
        if (!wantsWebAcl) throw new Skipped('the configuration has none: neither waf nor limit.perUser');
        must(Boolean(id), 'it has no web ACL');
      },
    },
    {
      name: 'plain-http',
      what: 'no path accepts plain HTTP, nor redirects it to HTTPS',
      async ask() {
        for (const { path, behavior } of behaviorsOf(known())) {
          const policy = behavior.ViewerProtocolPolicy;
          must(policy === 'https-only', `${path}: its viewer protocol policy is ${policy}`);
        }
      },
    },
    {
      name: 'response-headers',
      what: 'every path has a policy that adds the security headers',
      async ask() {
        for (const { path, behavior } of behaviorsOf(known())) {
          must(Boolean(behavior.ResponseHeadersPolicyId), `${path}: it has no response headers policy`);
        }
      },
    },
    {
      name: 'caching',
      what: 'CloudFront keeps nothing that an API answers, and no error',
      async ask() {
        const { distribution } = known();
        const { CustomErrorResponses: errors } = distribution.DistributionConfig ?? {};
        for (const { path, behavior, origin } of behaviorsOf(known())) {
          if (kindOf(origin) === 'bucket') continue;
          must(behavior.CachePolicyId === CACHING_DISABLED, `${path}: its cache policy is not CachingDisabled`);
        }
        for (const status of NEVER_CACHED_ERRORS) {
          const error = errors?.Items?.find(({ ErrorCode }) => ErrorCode === status);
          must(error?.ErrorCachingMinTTL === 0, `${status} is kept for ${error?.ErrorCachingMinTTL ?? 10} s`);
          must(!error.ResponsePagePath, `${status} is answered with the page ${error.ResponsePagePath}`);
        }
      },
    },
    {
      name: 'origin-secret',
      what: 'CloudFront proves itself to each API, over TLS only, and to nobody else',
      async ask() {
        const { distribution, regions } = known();
        const apis = originsOf(distribution).filter((origin) => kindOf(origin) !== 'bucket');
        must(apis.length > 0, 'it has no API behind it');
        for (const origin of apis) {
          const { DomainName, CustomHeaders, CustomOriginConfig } = origin;
          const isApi = kindOf(origin) === 'api' && regions.some((region) => isApiOf(region, DomainName));
          must(isApi, `${DomainName} is no API of ${regions.join(' or ')}`);
          const proof = CustomHeaders?.Items?.find(({ HeaderName }) => HeaderName?.toLowerCase() === ORIGIN_HEADER);
          must(Boolean(proof?.HeaderValue), `${DomainName} gets no ${ORIGIN_HEADER}`);
          must(CustomOriginConfig?.OriginProtocolPolicy === 'https-only', `${DomainName} is asked in clear`);
        }
      },
    },
    {
      name: 'apis',
      what: 'CloudFront asks the APIs that the stage has',
      async ask() {
        const { distribution, apiIds, standbyApiIds } = known();
        const fault = apiOriginsFault(distribution, apiIds, standbyApiIds);
        must(fault === undefined, fault ?? '');
      },
    },
    {
      name: 'console-bucket',
      what: 'CloudFront signs what it asks the console’s bucket, so that the bucket need be open to nobody',
      async ask() {
        const buckets = originsOf(known().distribution).filter((origin) => kindOf(origin) === 'bucket');
        must(buckets.length > 0, 'it has no bucket behind it');
        for (const { DomainName, OriginAccessControlId } of buckets) {
          must(Boolean(OriginAccessControlId), `${DomainName} has no origin access control`);
        }
      },
    },
    {
      name: 'secrets',
      what: 'the providers’ keys are filled in, and the same in each region',
      async ask() {
        const { providerSecrets, regions, outputsElsewhere } = known();
        const [region = '', ...others] = regions;
        // Their stacks looked the ARNs up when they were deployed, and don’t notice that the first one was made anew.
        for (const [output, arn] of Object.entries(providerSecrets)) {
          const stale = others.find(
            (other) => outputsElsewhere[other]?.[replicaOutputOf(output)] !== inRegion(arn, other),
          );
          must(
            stale === undefined,
            `${output}: the functions in ${stale} read another secret: see “Make the API stack anew” in docs/operations.md`,
          );
        }
        for (const [output, arn] of Object.entries(providerSecrets)) {
          const secret = await readSecret(region, arn);
          const fields = secretFields(secret);
          must(Object.keys(fields).length > 0, `${output} holds no JSON object with fields`);
          const empty = Object.keys(fields).filter((field) => fields[field] === '');
          must(empty.length === 0, `${output} has nothing in ${empty.join(', ')}`);
          for (const other of others) {
            const replica = await readSecret(other, inRegion(arn, other));
            must(replica === secret, `${output} is another one in ${other}: its replica is behind`);
          }
        }
      },
    },
  ];
}

function mustBeGuarded(path: string, associations: LambdaFunctionAssociations | undefined): void {
  const guards = (associations?.Items ?? []).filter(({ EventType }) => EventType === 'viewer-request');
  must(guards.length === 1, `${path}: no function is asked at the viewer’s request`);
  const arn = guards[0]?.LambdaFunctionARN ?? '';
  must(
    /^arn:aws:lambda:us-east-1:\d{12}:function:[^:]+:\d+$/.test(arn),
    `${path}: what is asked is no function’s version`,
  );
}

/** The fields that the default behavior and the others have in common. */
type Behavior = Pick<
  CacheBehavior,
  'CachePolicyId' | 'LambdaFunctionAssociations' | 'ResponseHeadersPolicyId' | 'ViewerProtocolPolicy'
>;

/** Each path pattern of the distribution, with its behavior and origin: of an origin group, the first one. */
function behaviorsOf({ distribution }: DeployedStage): { path: string; behavior: Behavior; origin: Origin }[] {
  const { DefaultCacheBehavior, CacheBehaviors, OriginGroups } = distribution.DistributionConfig ?? {};
  const groups = OriginGroups?.Items ?? [];
  if (DefaultCacheBehavior === undefined) throw new Unmet('it has no default cache behavior');
  const all = [
    { path: 'all other paths', behavior: DefaultCacheBehavior },
    ...(CacheBehaviors?.Items ?? []).map((behavior) => ({ path: String(behavior.PathPattern), behavior })),
  ];
  return all.map(({ path, behavior }) => {
    const group = groups.find(({ Id }) => Id === behavior.TargetOriginId);
    const originId = group?.Members?.Items?.[0]?.OriginId ?? behavior.TargetOriginId;
    const origin = originsOf(distribution).find(({ Id }) => Id === originId);
    if (origin === undefined) throw new Unmet(`${path}: its origin isn’t there`);
    return { path, behavior, origin };
  });
}

function originsOf({ DistributionConfig: config }: Distribution): Origin[] {
  return config?.Origins?.Items ?? [];
}

/** CloudFront sets S3OriginConfig for buckets, and CustomOriginConfig for origins that it calls by HTTP. */
function kindOf({ S3OriginConfig, CustomOriginConfig }: Origin): 'bucket' | 'api' | 'unknown' {
  if (S3OriginConfig !== undefined) return 'bucket';
  return CustomOriginConfig === undefined ? 'unknown' : 'api';
}

/** A replica has its secret’s ARN but for the region. */
function inRegion(arn: string, region: string): string {
  return arn.split(':').with(3, region).join(':');
}

function isApiOf(region: string, domainName = ''): boolean {
  const [id = '', ...service] = domainName.split('.');
  return /^[a-z0-9]+$/.test(id) && service.join('.') === `execute-api.${region}.amazonaws.com`;
}
