import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { callerSecretName } from './secret-names.ts';

/** A caller's `{"username", "password"}`. The password has no character that a shell or a URL would want escaped. */
export function callerSecret(scope: Construct, stageName: string, caller: string): Secret {
  const secret = new Secret(scope, `Caller-${caller}`, {
    secretName: callerSecretName(stageName, caller),
    description: `Stagepass ${stageName}: the password of the caller ${caller}`,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: caller }),
      generateStringKey: 'password',
      passwordLength: 40,
      excludePunctuation: true,
    },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'Whoever holds the password must get the new one: when to rotate is theirs to say. The guard accepts the previous one for a grace time.',
  });
  return secret;
}
