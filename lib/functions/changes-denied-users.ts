import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { env } from '../../lambda/shared/settings/environment.ts';
import { deniedUsersSecretArn } from '../secrets/secret-arns.ts';
import { deniedUsersSecretName, EDGE_REGION } from '../secrets/secret-names.ts';
import type { RegionalFunction } from './regional-function.ts';

/** Lets a function change the stage’s deny list, which the edge stack makes later, and tells it where that is. */
export function changesDeniedUsers(to: RegionalFunction, stageName: string): void {
  to.function.addToRolePolicy(
    new PolicyStatement({
      actions: [
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [deniedUsersSecretArn(to, stageName)],
    }),
  );
  to.function.addEnvironment(env.deniedUsersSecret, deniedUsersSecretName(stageName));
  to.function.addEnvironment(env.deniedUsersRegion, EDGE_REGION);
}
