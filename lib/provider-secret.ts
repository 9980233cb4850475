import { RemovalPolicy, SecretValue, Tags, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { PROVIDER_SECRET_TAG } from './secret-names.ts';

/**
 * A provider's keys: made with every field empty, which the function answers with `not_configured`, and filled in by
 * hand. On a stack that is deployed the fields must stay as they are: CloudFormation makes a new version, empty again,
 * when the secret's string changes in the template.
 *
 * @param fields the keys of the JSON object that the function reads.
 */
export function providerSecret(scope: Construct, provider: string, fields: readonly string[]): Secret {
  const secret = new Secret(scope, 'Secret', {
    description: `Stagepass: the keys of ${provider}`,
    secretObjectValue: Object.fromEntries(fields.map((field) => [field, SecretValue.unsafePlainText('')])),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Tags.of(secret).add(PROVIDER_SECRET_TAG, scope.node.id);
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'The provider makes these keys and offers no call to change them, so there is nothing to rotate with.',
  });
  return secret;
}
