import * as v from 'valibot';
import { type Deployment, inert } from '../assembly/deployment.ts';
import { GenerateSecretString, generateSecretString } from './generate-secret-string.ts';
import { type SecretStore, versionAt } from './secret-store.ts';

const SecretProperties = v.strictObject({
  Description: inert,
  GenerateSecretString: v.optional(GenerateSecretString),
  KmsKeyId: inert,
  Name: v.optional(v.string()),
  ReplicaRegions: v.optional(v.array(v.strictObject({ KmsKeyId: inert, Region: v.string() })), []),
  SecretString: v.optional(v.string()),
  Tags: v.optional(v.array(v.strictObject({ Key: v.string(), Value: v.string() })), []),
});

/** Makes the template's secrets as CloudFormation would, with the given value or a generated one. */
export function readSecrets(deployment: Deployment, store: SecretStore): void {
  for (const resource of deployment.resources('AWS::SecretsManager::Secret')) {
    const properties = resource.properties(SecretProperties);
    const value =
      properties.GenerateSecretString === undefined
        ? properties.SecretString
        : generateSecretString(properties.GenerateSecretString);
    const secret = store.create(resource.ref, nameIn(resource.ref), value, properties.Tags);
    for (const { Region } of properties.ReplicaRegions) store.replicate(secret, Region);
  }
}

/**
 * Resolves `{{resolve:secretsmanager:…}}`. CloudFormation uses Secrets Manager in the stack's own region.
 * @param reference `secret-id:SecretString:json-key:version-stage:version-id`; all parts but the first are optional.
 */
export function readSecretReference(store: SecretStore, reference: string, region: string): string {
  const parts = reference.split(':');
  const secretId = parts.splice(0, reference.startsWith('arn:') ? 7 : 1).join(':');
  const [kind = 'SecretString', jsonKey = '', stage = '', versionId = ''] = parts;
  const secret = store.find(region, secretId);
  if (secret === undefined) throw new Error(`{{resolve:secretsmanager:…}}: no secret ${secretId} in ${region}`);
  const version = versionId
    ? secret.versions.find(({ id }) => id === versionId)
    : versionAt(secret, stage || 'AWSCURRENT');
  if (kind !== 'SecretString' || version?.value === undefined) {
    throw new Error(`{{resolve:secretsmanager:${reference}}}: the secret has no such version`);
  }
  if (jsonKey === '') return version.value;
  const field = fieldOf(version.value, jsonKey);
  if (field === undefined) throw new Error(`{{resolve:secretsmanager:…}}: ${secretId} has no key ${jsonKey}`);
  return field;
}

function fieldOf(json: string, key: string): string | undefined {
  try {
    const field: unknown = JSON.parse(json)[key];
    return typeof field === 'string' ? field : undefined;
  } catch {
    // The parser's own error message would contain the secret.
    return undefined;
  }
}

/** `arn:aws:secretsmanager:region:account:secret:NAME-xxxxxx` */
function nameIn(arn: string): string {
  return arn.split(':').slice(6).join(':').slice(0, -7);
}
