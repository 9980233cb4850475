import { CloudFrontClient, type Distribution, GetDistributionCommand } from '@aws-sdk/client-cloudfront';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { partsOf } from '../../lib/config/full-stage-name.ts';
import { callerSecretName, EDGE_REGION, PROVIDER_SECRET } from '../../lib/secrets/secret-names.ts';
import { apiIdOutput, apiStacks, edgeStackName } from '../../lib/stack-names.ts';
import { readOutputs, required, type StackOutputs } from '../stack-outputs.ts';

/** Each API's construct has an output with its URL. */
const API_URL = /^(?:Client|Admin)ApiEndpoint/;

/** A deployed stage, read from AWS. */
export interface DeployedStage {
  readonly name: string;
  /** Of the APIs; the first one has the providers’ secrets, and another one their replicas. */
  readonly regions: readonly string[];
  readonly url: string;
  /** The APIs' own URLs, past CloudFront, without a slash at the end. */
  readonly apis: readonly string[];
  readonly distribution: Distribution;
  /** The ids of the APIs that the API stacks have. */
  readonly apiIds: readonly string[];
  /** Those of them that the distribution need not ask: a second region’s admin API stands by. */
  readonly standbyApiIds: readonly string[];
  /** The ARNs of the providers' secrets, by output. */
  readonly providerSecrets: Readonly<Record<string, string>>;
  /** The outputs of the API stacks in other regions than the first one, by region. */
  readonly outputsElsewhere: Readonly<Record<string, StackOutputs>>;
}

/**
 * @param name the full one.
 * @param stack that it is in, if that isn't its own.
 * @throws Error when the stage isn't deployed, or AWS refuses the calls.
 */
export async function readDeployedStage(
  name: string,
  regions: readonly string[],
  stack?: string,
): Promise<DeployedStage> {
  const edge = await readOutputs(stack ?? edgeStackName(name), EDGE_REGION);
  const ofApis: StackOutputs[] = [];
  for (const there of apiStacks(name, { regions })) ofApis.push(await readOutputs(stack ?? there.name, there.region));
  const [first = {}, ...others] = ofApis;
  const cloudFront = new CloudFrontClient({ region: EDGE_REGION });
  const { Distribution: distribution } = await cloudFront.send(
    new GetDistributionCommand({ Id: required(edge, 'DistributionId', name) }),
  );
  if (distribution === undefined) throw new Error('CloudFront answers without a distribution');
  const apis = ofApis.flatMap((outputs) =>
    Object.entries(outputs).flatMap(([output, url]) => (API_URL.test(output) ? [url.replace(/\/+$/, '')] : [])),
  );
  if (apis.length === 0) throw new Error(`the stack of ${name} has no output ClientApiEndpoint…: deploy it once more`);
  return {
    name,
    regions,
    url: required(edge, 'Url', name),
    apis,
    distribution,
    apiIds: ofApis.flatMap((outputs) =>
      [apiIdOutput.client, apiIdOutput.admin].map((output) => required(outputs, output, name)),
    ),
    standbyApiIds: others.map((outputs) => required(outputs, apiIdOutput.admin, name)),
    providerSecrets: Object.fromEntries(Object.entries(first).filter(([output]) => output.startsWith(PROVIDER_SECRET))),
    outputsElsewhere: Object.fromEntries(others.map((outputs, at) => [regions[at + 1], outputs])),
  };
}

/** The caller's password, from its secret. */
export async function readPassword(stageName: string, caller: string): Promise<string> {
  const fields = secretFields(await readSecret(EDGE_REGION, callerSecretName(stageName, caller)));
  if (typeof fields.password !== 'string') {
    throw new Error(
      `${caller} is shut out, its secret holds no password: npx stagepass callers enable ${caller} --stage ${partsOf(stageName).stage} lets it in, ` +
        'and --client NAME asks as another',
    );
  }
  return fields.password;
}

/** A secret's current value; '' if it has no text. */
export async function readSecret(region: string, secretId: string): Promise<string> {
  const client = new SecretsManagerClient({ region });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  return SecretString ?? '';
}

/** The fields of a secret; none if it is no JSON object. The parser's error is dropped, since it may quote the secret. */
export function secretFields(secret: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(secret);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
