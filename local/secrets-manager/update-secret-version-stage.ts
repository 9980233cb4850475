import * as v from 'valibot';
import { authorizedPrimary } from './authorize.ts';
import { SecretsManagerError, type SecretsManagerOperation } from './operation.ts';
import { versionAt } from './secret-store.ts';

const Input = v.object({
  SecretId: v.string(),
  VersionStage: v.string(),
  MoveToVersionId: v.optional(v.string()),
  RemoveFromVersionId: v.optional(v.string()),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
export const updateSecretVersionStage: SecretsManagerOperation = (input, caller, store) => {
  const { SecretId, VersionStage: stage, MoveToVersionId, RemoveFromVersionId } = v.parse(Input, input);
  const secret = authorizedPrimary('secretsmanager:UpdateSecretVersionStage', SecretId, caller, store);
  const from = versionAt(secret, stage);
  const to = secret.versions.find(({ id }) => id === MoveToVersionId);
  if (MoveToVersionId !== undefined && to === undefined) {
    throw new SecretsManagerError(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value.",
    );
  }
  if (from !== undefined && from !== to && from.id !== RemoveFromVersionId) {
    throw new SecretsManagerError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${from.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (RemoveFromVersionId !== undefined && RemoveFromVersionId !== from?.id) {
    throw new SecretsManagerError(
      'InvalidParameterException',
      `The staging label ${stage} isn't currently attached to version ${RemoveFromVersionId}.`,
    );
  }
  if (stage === 'AWSCURRENT' && to === undefined) {
    throw new SecretsManagerError(
      'InvalidParameterException',
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  }
  store.label(secret, stage, to);
  return { ARN: secret.arn, Name: secret.name };
};
