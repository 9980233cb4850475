import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { PASSWORD_LENGTH } from '../../lambda/shared/rotation/random-password.ts';
import { callerSecretName } from './secret-names.ts';

/** A caller's `{"username", "password"}`. The password has no characters that need escaping in a shell or a URL. */
export function callerSecret(
  scope: Construct,
  stageName: string,
  caller: string,
  { rotates, replicaRegions }: { readonly rotates: boolean; readonly replicaRegions: readonly string[] },
): Secret {
  const secret = new Secret(scope, `Caller-${caller}`, {
    secretName: callerSecretName(stageName, caller),
    description: `Stagepass ${stageName}: the password of the caller ${caller}`,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: caller }),
      generateStringKey: 'password',
      passwordLength: PASSWORD_LENGTH,
      excludePunctuation: true,
    },
    removalPolicy: RemovalPolicy.DESTROY,
    replicaRegions: replicaRegions.map((region) => ({ region })),
  });
  if (!rotates) {
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Whoever holds the password must get the new one: when to rotate is theirs to say, and the stage’s to configure.',
    });
  }
  return secret;
}
