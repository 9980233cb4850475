import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  type SecretListEntry,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { projectOwner } from '../../lambda/shared/projects/names.ts';
import type { StageSecrets } from '../../lambda/shared/providers/secret-maker.ts';
import { partsOf } from '../../lib/config/full-stage-name.ts';
import { PROVIDER_SECRET_TAG } from '../../lib/secrets/secret-names.ts';

/** @param stageName the full one. */
export function stageSecrets(client: SecretsManagerClient, stageName: string): StageSecrets {
  const { name: app, stage } = partsOf(stageName);
  return {
    async arnOf(owner) {
      const wanted = Object.entries({ app, stage, [PROVIDER_SECRET_TAG]: owner });
      const filters = [{ Key: 'tag-key' as const, Values: [PROVIDER_SECRET_TAG] }];
      let newest: SecretListEntry | undefined;
      for await (const { SecretList = [] } of paginateListSecrets({ client }, { Filters: filters })) {
        for (const secret of SecretList) {
          const { Tags = [] } = secret;
          if (!wanted.every(([key, value]) => Tags.some((tag) => tag.Key === key && tag.Value === value))) continue;
          if (newest === undefined || createdAt(secret) > createdAt(newest)) newest = secret;
        }
      }
      if (newest?.ARN !== undefined) return newest.ARN;
      throw new Error(`stage ${stage} has no secret ${owner} in this account and region: is it deployed?`);
    },
    async read(arn) {
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      return SecretString;
    },
    async write(arn, value) {
      await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: value }));
    },
  };
}

/** The secrets of one of a provider's projects, found by the owners that they have on a stage without projects. */
export function projectSecrets(secrets: StageSecrets, project: string | undefined): StageSecrets {
  return { ...secrets, arnOf: (owner) => secrets.arnOf(projectOwner(owner, project)) };
}

function createdAt({ CreatedDate }: SecretListEntry): number {
  return CreatedDate?.getTime() ?? 0;
}
