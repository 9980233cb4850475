import * as v from 'valibot';
import { authorizedPrimary } from './authorize.ts';
import { SecretsManagerError, type SecretsManagerOperation } from './operation.ts';

const Input = v.object({
  SecretId: v.string(),
  ClientRequestToken: v.pipe(v.string(), v.minLength(32), v.maxLength(64)),
  SecretString: v.pipe(v.string(), v.minLength(1), v.maxBytes(65_536)),
  VersionStages: v.optional(v.array(v.string()), ['AWSCURRENT']),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export const putSecretValue: SecretsManagerOperation = (input, caller, store) => {
  const { SecretId, ClientRequestToken: id, SecretString, VersionStages } = v.parse(Input, input);
  const secret = authorizedPrimary('secretsmanager:PutSecretValue', SecretId, caller, store);
  const known = secret.versions.find((version) => version.id === id);
  if (known?.value !== undefined && known.value !== SecretString) {
    throw new SecretsManagerError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  // The same id with the same value is a repeated call: it changes nothing.
  const version = known?.value === undefined ? store.put(secret, SecretString, { id, stages: VersionStages }) : known;
  return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: [...version.stages] };
};
