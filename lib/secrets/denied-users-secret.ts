import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { deniedUsersText, NOBODY_DENIED } from '../../lambda/shared/denied-users/denied-users.ts';
import { deniedUsersSecretName } from './secret-names.ts';

/**
 * The stage's deny list, made empty. The template's text must not change: CloudFormation would put it in place of the list.
 * The name is fixed, so a secret that is kept would be in the way of the stage's next one.
 */
export function deniedUsersSecret(scope: Construct, stageName: string, replicaRegions: readonly string[]): Secret {
  const secret = new Secret(scope, 'DeniedUsers', {
    secretName: deniedUsersSecretName(stageName),
    description: `Stagepass ${stageName}: the signed-in users that are blocked`,
    secretStringValue: SecretValue.unsafePlainText(deniedUsersText(NOBODY_DENIED, 0)),
    removalPolicy: RemovalPolicy.DESTROY,
    replicaRegions: replicaRegions.map((region) => ({ region })),
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'It holds a list of blocked users and no credential: operators change it, and nothing in it can be rotated.',
  });
  return secret;
}
