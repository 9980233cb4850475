import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { projectOwner } from '../../lambda/shared/projects/names.ts';
import type { StageSecrets } from '../../lambda/shared/providers/secret-maker.ts';
import { providerSecretOutput } from '../../lib/secrets/secret-names.ts';
import { knownEverywhere } from '../known-everywhere.ts';
import { required, type StackOutputs } from '../stack-outputs.ts';

/**
 * A stage's secrets, which its stack's outputs name. Not found by their tags: whoever may make a secret may give it any
 * tags, and would be given the keys.
 *
 * @param stageName the full one.
 * @param readOutputs of the stack with the APIs.
 */
export function stageSecrets(
  client: SecretsManagerClient,
  stageName: string,
  readOutputs: () => Promise<StackOutputs>,
): StageSecrets {
  return {
    async arnOf(owner) {
      return required(await readOutputs(), providerSecretOutput(owner), stageName);
    },
    async read(arn) {
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      return SecretString;
    },
    async write(arn, value) {
      await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: value }));
      await knownEverywhere(client, arn, 'the keys are filled in');
    },
  };
}

/** The secrets of one of a provider's projects, found by the owners that they have on a stage without projects. */
export function projectSecrets(secrets: StageSecrets, project: string | undefined): StageSecrets {
  return { ...secrets, arnOf: (owner) => secrets.arnOf(projectOwner(owner, project)) };
}
