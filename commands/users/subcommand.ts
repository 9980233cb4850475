import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ChangeTools } from '../../lambda/shared/denied-users/denied-users-secret.ts';
import type { StagepassConfig } from '../../lib/config/config.ts';

export interface UsersTools extends ChangeTools {
  readonly config: StagepassConfig;
  /** Of the region that the edge's secrets are in. */
  readonly client: SecretsManagerClient;
}

/** A part of `npm run users`. @param args what follows its name on the command line. @returns what is printed. */
export type Subcommand = (args: readonly string[], tools: UsersTools) => Promise<string>;
