import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { accountOf, partitionOf } from '../account.ts';
import { callerSecretName, deniedUsersSecretName, EDGE_REGION, originSecretName } from './secret-names.ts';

/*
 * ARN patterns of secrets, by their names. Secrets Manager adds a hyphen and six characters to every secret's ARN.
 */

/** @param region where it is read: us-east-1, or that of a replica. */
export function originSecretArn(scope: IConstruct, stageName: string, region = EDGE_REGION): string {
  return arnOf(scope, `${originSecretName(stageName)}-??????`, region);
}

/** @param region that of a replica; by default that of the secret itself. */
export function deniedUsersSecretArn(scope: IConstruct, stageName: string, region?: string): string {
  return arnOf(scope, `${deniedUsersSecretName(stageName)}-??????`, region);
}

/**
 * All callers' secrets of the stage in one pattern, since a list of them may not fit into a policy. The slash before the
 * asterisk excludes other stages, also one whose name begins with this one's.
 *
 * @param region that of replicas; by default that of the secrets themselves.
 */
export function callerSecretArns(scope: IConstruct, stageName: string, region?: string): string {
  return arnOf(scope, callerSecretName(stageName, '*'), region);
}

/**
 * Tells cdk-nag why a role's policy has an asterisk in the ARN of callers' secrets.
 *
 * @param regions those that the policy names.
 */
export function acknowledgeCallerSecrets(
  scope: IConstruct,
  stageName: string,
  role: IRole | undefined,
  regions: readonly string[] = [EDGE_REGION],
): void {
  const name = callerSecretName(stageName, '*');
  const arnIn = (region: string) =>
    `arn:${partitionOf(scope)}:secretsmanager:${region}:${accountOf(scope)}:secret:${name}`;
  Validations.of(role ?? scope).acknowledge(
    ...regions.map((region) => ({
      id: `AwsSolutions-IAM5[Resource::${arnIn(region)}]`,
      reason:
        'All below this prefix are secrets of the stage’s callers and nothing else; a policy has no room for a list of them.',
    })),
  );
}

function arnOf(scope: IConstruct, resourceName: string, region = EDGE_REGION): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    region,
    resource: 'secret',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
