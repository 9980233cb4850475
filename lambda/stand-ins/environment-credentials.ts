import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { requireEnv } from '../shared/settings/environment.ts';

/**
 * Lambda gives every function its role's credentials in these variables (Lambda@Edge too). The SDK's own chain of
 * providers looks for them there first, and brings along SSO, STS and instance metadata for machines that have none.
 */
export const defaultProvider: NonNullable<SecretsManagerClientConfig['credentialDefaultProvider']> = () => async () => {
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  return {
    accessKeyId: requireEnv('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requireEnv('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
};
