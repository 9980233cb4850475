import { RemovalPolicy, SecretValue, Tags, Validations } from 'aws-cdk-lib';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { ProviderSecret } from '../../lambda/shared/providers/provider.ts';
import type { StageConfig } from '../config/stage.ts';
import { PROVIDER_SECRET_TAG } from './secret-names.ts';

/**
 * A provider's keys: made with every field empty, which the function answers with `not_configured`, and filled in by
 * hand. On a stack that is deployed the fields must stay as they are: CloudFormation makes a new version, empty again,
 * when the secret's string changes in the template.
 */
export function providerSecret(scope: Construct, { owner, title, schema }: ProviderSecret): Secret {
  const fields = Object.keys(schema.entries);
  const secret = new Secret(scope, 'Secret', {
    description: `Stagepass: the keys of ${title}`,
    secretObjectValue: Object.fromEntries(fields.map((field) => [field, SecretValue.unsafePlainText('')])),
  });
  Tags.of(secret).add(PROVIDER_SECRET_TAG, owner);
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'The provider makes these keys and offers no call to change them, so there is nothing to rotate with.',
  });
  return secret;
}

/**
 * What becomes of the keys, which a person has filled in, when their secret leaves its stack: with its provider or with
 * the whole stage. In one place, so that no provider is left out.
 */
export function retainProviderSecrets(scope: Construct, retention: StageConfig['retention']['providerSecrets']): void {
  const policy = retention === 'keep' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
  for (const construct of scope.node.findAll()) {
    if (!(construct instanceof Secret)) continue;
    construct.applyRemovalPolicy(policy);
    // CloudFormation takes no notice of a policy that changes alone.
    (construct.node.defaultChild as CfnSecret).addMetadata('Retention', retention);
  }
}
