import * as v from 'valibot';
import { authorizedSecret } from './authorize.ts';
import { SecretsManagerError, type SecretsManagerOperation } from './operation.ts';
import { versionAt } from './secret-store.ts';

const Input = v.object({
  SecretId: v.string(),
  VersionId: v.optional(v.string()),
  VersionStage: v.optional(v.string()),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const getSecretValue: SecretsManagerOperation = (input, caller, store) => {
  const { SecretId, VersionId, VersionStage } = v.parse(Input, input);
  const secret = authorizedSecret('secretsmanager:GetSecretValue', SecretId, caller, store);
  const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
  const version = VersionId === undefined ? undefined : secret.versions.find(({ id }) => id === VersionId);
  const found = VersionId === undefined ? versionAt(secret, stage as string) : version;
  if (found?.value === undefined || (stage !== undefined && !found.stages.has(stage))) {
    const wanted = VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`;
    throw new SecretsManagerError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${wanted}`,
    );
  }
  return {
    ARN: secret.arn,
    Name: secret.name,
    SecretString: found.value,
    VersionId: found.id,
    VersionStages: [...found.stages],
    CreatedDate: found.createdAt / 1000,
  };
};
