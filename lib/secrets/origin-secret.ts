import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ORIGIN_SECRET_LENGTH } from '../../lambda/shared/rotation/random-password.ts';
import { replicatedTo } from './replicas.ts';
import { originSecretName } from './secret-names.ts';

/** The value that CloudFront adds to every request to the APIs. It is too long to be guessed. */
export function originSecret(
  scope: Construct,
  stageName: string,
  { rotates, replicaRegions }: { readonly rotates: boolean; readonly replicaRegions: readonly string[] },
): Secret {
  const secret = new Secret(scope, 'OriginSecret', {
    secretName: originSecretName(stageName),
    description: `Stagepass ${stageName}: what CloudFront proves itself with to API Gateway`,
    generateSecretString: { passwordLength: ORIGIN_SECRET_LENGTH, excludePunctuation: true },
    removalPolicy: RemovalPolicy.DESTROY,
    ...replicatedTo(replicaRegions),
  });
  if (!rotates) {
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Nobody outside sees this value; rotating it is the stage’s to configure.',
    });
  }
  return secret;
}
