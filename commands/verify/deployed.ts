import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudFrontClient,
  type Distribution,
  GetDistributionCommand,
  type LambdaFunctionAssociations,
  type Origin,
} from '@aws-sdk/client-cloudfront';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ORIGIN_HEADER } from '../../api/headers.ts';
import { callerSecretName, EDGE_REGION } from '../../lib/secret-names.ts';
import { apiStackName, edgeStackName } from '../../lib/stack-names.ts';
import { apiOriginsFault } from './api-origins.ts';
import { type Check, must, Skipped } from './check.ts';

/** Stack outputs of this prefix hold the ARNs of the providers' secrets. */
const PROVIDER_SECRET = 'ProviderSecret';

/** A stage as AWS has it. */
export interface DeployedStage {
  readonly name: string;
  /** Of the APIs. */
  readonly region: string;
  readonly url: string;
  readonly distribution: Distribution;
  /** Of the API stack. */
  readonly apiOutputs: Readonly<Record<string, string>>;
  /** The ARNs of the providers' secrets, by output. */
  readonly providerSecrets: Readonly<Record<string, string>>;
}

/** @throws Error when the stage isn't deployed, or AWS doesn't let us look. */
export async function readDeployedStage(name: string, region: string): Promise<DeployedStage> {
  const edge = await readOutputs(edgeStackName(name), EDGE_REGION);
  const api = await readOutputs(apiStackName(name), region);
  const cloudFront = new CloudFrontClient({ region: EDGE_REGION });
  const { Distribution: distribution } = await cloudFront.send(
    new GetDistributionCommand({ Id: required(edge, 'DistributionId', name) }),
  );
  if (distribution === undefined) throw new Error('CloudFront answers without a distribution');
  return {
    name,
    region,
    url: required(edge, 'Url', name),
    distribution,
    apiOutputs: api,
    providerSecrets: Object.fromEntries(Object.entries(api).filter(([output]) => output.startsWith(PROVIDER_SECRET))),
  };
}

/** The caller's password, out of its secret. */
export async function readPassword(stageName: string, caller: string): Promise<string> {
  const fields = fieldsOf(await readSecret(EDGE_REGION, callerSecretName(stageName, caller)));
  if (typeof fields.password !== 'string') throw new Error(`the secret of ${caller} holds no password`);
  return fields.password;
}

/** Where CloudFront finds the APIs. */
export function apiUrls({ distribution }: DeployedStage): string[] {
  return originsOf(distribution).map(({ DomainName, OriginPath }) => `https://${DomainName}${OriginPath ?? ''}`);
}

/**
 * What only AWS can tell.
 *
 * @param deployed undefined where AWS isn't asked.
 */
export function deployedChecks(deployed: DeployedStage | undefined): Check[] {
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
        const { DefaultCacheBehavior, CacheBehaviors } = known().distribution.DistributionConfig ?? {};
        mustBeGuarded('all other paths', DefaultCacheBehavior?.LambdaFunctionAssociations);
        for (const { PathPattern, LambdaFunctionAssociations } of CacheBehaviors?.Items ?? []) {
          mustBeGuarded(String(PathPattern), LambdaFunctionAssociations);
        }
      },
    },
    {
      name: 'origin-secret',
      what: 'CloudFront proves itself to each API, over TLS only',
      async ask() {
        const origins = originsOf(known().distribution);
        must(origins.length > 0, 'it has no origins');
        for (const { DomainName, CustomHeaders, CustomOriginConfig } of origins) {
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
        const { distribution, apiOutputs } = known();
        const fault = apiOriginsFault(distribution, apiOutputs);
        must(fault === undefined, fault ?? '');
      },
    },
    {
      name: 'secrets',
      what: 'the providers’ keys are filled in',
      async ask() {
        const { providerSecrets, region } = known();
        for (const [output, arn] of Object.entries(providerSecrets)) {
          const fields = fieldsOf(await readSecret(region, arn));
          must(Object.keys(fields).length > 0, `${output} holds no JSON object with fields`);
          const empty = Object.keys(fields).filter((field) => fields[field] === '');
          must(empty.length === 0, `${output} has nothing in ${empty.join(', ')}`);
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

function originsOf({ DistributionConfig: config }: Distribution): Origin[] {
  return config?.Origins?.Items ?? [];
}

async function readOutputs(stackName: string, region: string): Promise<Record<string, string>> {
  const client = new CloudFormationClient({ region });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

function required(outputs: Readonly<Record<string, string>>, name: string, stage: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the stack of ${stage} has no output ${name}: deploy it once more`);
  return value;
}

async function readSecret(region: string, secretId: string): Promise<string> {
  const client = new SecretsManagerClient({ region });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  return SecretString ?? '';
}

/** The error of a parser may quote what it was given, so it is left out. */
function fieldsOf(secret: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(secret);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
