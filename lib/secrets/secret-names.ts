import { partsOf } from '../config/full-stage-name.ts';

/*
 * These secrets have fixed names, not generated ones. The guard has no environment variables, so the names are in its
 * bundle. And the API stack must know the name of the origin secret, which is made later, by the edge stack.
 */

/** The region of everything the edge needs. */
export const EDGE_REGION = 'us-east-1';

/** Holds the value by which API Gateway recognizes requests of CloudFront. */
export function originSecretName(stageName: string): string {
  return `${prefix(stageName)}/origin`;
}

/** Providers' secrets have generated names. This tag tells people, and lines of the documentation, whose they are. */
export const PROVIDER_SECRET_TAG = 'provider-secret';

/** Outputs with this prefix hold the ARNs of the providers’ secrets. */
export const PROVIDER_SECRET = 'ProviderSecret';

/**
 * The output of the API stack with the ARN of a provider's secret. An output's name has letters and digits only.
 *
 * @param owner with its project, if it has one: `Agora/eu-west` gives `ProviderSecretAgoraProjecteuwest`.
 */
export function providerSecretOutput(owner: string): string {
  return `${PROVIDER_SECRET}${inOutput(owner)}`;
}

/**
 * The output of the API stack in a second region with the ARN of the replica that its functions read. `verify` compares
 * it with the secret of the first one.
 *
 * @param owner as above.
 */
export function providerReplicaOutput(owner: string): string {
  return replicaOutputOf(providerSecretOutput(owner));
}

/** @param output with the ARN of a provider’s secret. */
export function replicaOutputOf(output: string): string {
  return output.replace(PROVIDER_SECRET, 'ProviderReplica');
}

function inOutput(owner: string): string {
  return owner.replace('/', 'Project').replaceAll('-', '');
}

/** The users that the guard refuses. */
export function deniedUsersSecretName(stageName: string): string {
  return `${prefix(stageName)}/denied-users`;
}

/** A caller's user name and password. */
export function callerSecretName(stageName: string, caller: string): string {
  return `${prefix(stageName)}/caller/${caller}`;
}

function prefix(stageName: string): string {
  const { name, stage } = partsOf(stageName);
  return `${name}/${stage}`;
}
