import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { requireEnv } from './environment.ts';

/**
 * Takes the place of `@aws-sdk/credential-provider-node` in a function's bundle. Lambda gives every function its role's
 * credentials in these variables (Lambda@Edge too); the SDK's own chain looks for them there first, and brings along SSO,
 * STS and instance metadata for machines that have none: nearly half of what a function that reads a secret is made of.
 */
export const defaultProvider: NonNullable<SecretsManagerClientConfig['credentialDefaultProvider']> = () => async () => {
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  return {
    accessKeyId: requireEnv('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requireEnv('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
};
