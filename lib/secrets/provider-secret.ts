import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { isPlain, projectOwner } from '../../lambda/shared/projects/names.ts';
import type { ProviderSecret } from '../../lambda/shared/providers/provider.ts';
import type { StageConfig } from '../config/stage.ts';
import { addOwnTag } from '../own-tags.ts';
import { replicatedTo } from './replicas.ts';
import { PROVIDER_SECRET_TAG } from './secret-names.ts';

/**
 * A provider's keys. The secret is made with every field empty, and a person fills it in; until then the function answers
 * `not_configured`. The template's text must not change once it is deployed: CloudFormation would replace the keys by a
 * new, empty version.
 *
 * @param project undefined on a stage without projects of the provider.
 */
export function providerSecret(
  scope: Construct,
  { owner, title, schema }: ProviderSecret,
  project: string | undefined,
  replicaRegions: readonly string[],
): Secret {
  const fields = Object.keys(schema.entries);
  const secret = new Secret(scope, isPlain(project) ? 'Secret' : `Secret-${project}`, {
    description: `Stagepass: the keys of ${title}${isPlain(project) ? '' : `, project ${project}`}`,
    secretObjectValue: Object.fromEntries(fields.map((field) => [field, SecretValue.unsafePlainText('')])),
    ...replicatedTo(replicaRegions),
  });
  addOwnTag(secret, PROVIDER_SECRET_TAG, projectOwner(owner, project));
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'The provider makes these keys and offers no call to change them, so there is nothing to rotate with.',
  });
  return secret;
}

/**
 * Sets whether the providers' secrets are kept or deleted when they leave the stack: with their provider, or with the
 * whole stage. For all providers in one place, so that none can be forgotten.
 */
export function retainProviderSecrets(scope: Construct, retention: StageConfig['retention']['providerSecrets']): void {
  const policy = retention === 'keep' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
  for (const construct of scope.node.findAll()) {
    if (!(construct instanceof Secret)) continue;
    construct.applyRemovalPolicy(policy);
    // CloudFormation doesn't notice a change of the deletion policy alone, so something else must change with it.
    (construct.node.defaultChild as CfnSecret).addMetadata('Retention', retention);
  }
}
