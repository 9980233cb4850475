/*
 * These secrets have names of ours, not generated ones: the guard has no environment variables, so the names must stand
 * in its bundle, and the API's stack must know the origin secret before the edge stack, which needs the API, exists.
 */

/** The region of everything the edge needs. */
export const EDGE_REGION = 'us-east-1';

/** The value CloudFront proves itself with to API Gateway. */
export function originSecretName(stageName: string): string {
  return `stagepass/${stageName}/origin`;
}

/** Providers' secrets have generated names; they are found by this tag, which says whose it is, and the stage's. */
export const PROVIDER_SECRET_TAG = 'provider-secret';

/** The output of the API's stack that tells the ARN of such a secret. */
export function providerSecretOutput(owner: string): string {
  return `ProviderSecret${owner}`;
}

/** A caller's user name and password. */
export function callerSecretName(stageName: string, caller: string): string {
  return `stagepass/${stageName}/caller/${caller}`;
}
