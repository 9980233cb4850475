import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { requireEnv } from '../shared/settings/environment.ts';

/**
 * Lambda and Lambda@Edge give every function the credentials of its role in these variables. The SDK's own provider
 * chain looks there first, but also loads code for SSO, STS and instance metadata, which no function needs.
 */
export const defaultProvider: NonNullable<SecretsManagerClientConfig['credentialDefaultProvider']> = () => async () => {
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  return {
    accessKeyId: requireEnv('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requireEnv('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
};
