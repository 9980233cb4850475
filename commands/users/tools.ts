import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ChangeTools } from '../../lambda/shared/denied-users/denied-users-secret.ts';
import type { StagepassConfig } from '../../lib/config/config.ts';

export interface UsersTools extends ChangeTools {
  readonly config: StagepassConfig;
  /** Of the region that the edge's secrets are in. */
  readonly client: SecretsManagerClient;
}
