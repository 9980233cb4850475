import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { env } from '../../lambda/shared/settings/environment.ts';
import { deniedUsersSecretArn } from '../secrets/secret-arns.ts';
import { deniedUsersSecretName, EDGE_REGION } from '../secrets/secret-names.ts';
import type { RegionalFunction } from './regional-function.ts';

/**
 * Lets a function change the stage’s deny list, which the edge stack makes later, and tells it where that is.
 *
 * @param isReplicated whether the list has replicas: then the function looks whether they get its changes.
 */
export function changesDeniedUsers(to: RegionalFunction, stageName: string, isReplicated: boolean): void {
  to.function.addToRolePolicy(
    new PolicyStatement({
      actions: [
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
        ...(isReplicated ? ['secretsmanager:DescribeSecret'] : []),
      ],
      resources: [deniedUsersSecretArn(to, stageName)],
    }),
  );
  to.function.addEnvironment(env.deniedUsersSecret, deniedUsersSecretName(stageName));
  to.function.addEnvironment(env.deniedUsersRegion, EDGE_REGION);
  if (isReplicated) to.function.addEnvironment(env.deniedUsersReplicated, 'true');
}
