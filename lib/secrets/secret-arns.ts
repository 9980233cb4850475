import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { accountOf, partitionOf } from '../account.ts';
import { callerSecretName, deniedUsersSecretName, EDGE_REGION, originSecretName } from './secret-names.ts';

/*
 * ARN patterns of secrets, by their names. Secrets Manager adds a hyphen and six characters to every secret's ARN.
 */

export function originSecretArn(scope: IConstruct, stageName: string): string {
  return arnOf(scope, `${originSecretName(stageName)}-??????`);
}

export function deniedUsersSecretArn(scope: IConstruct, stageName: string): string {
  return arnOf(scope, `${deniedUsersSecretName(stageName)}-??????`);
}

/**
 * All callers' secrets of the stage in one pattern, since a list of them may not fit into a policy. The slash before the
 * asterisk excludes other stages, also one whose name begins with this one's.
 */
export function callerSecretArns(scope: IConstruct, stageName: string): string {
  return arnOf(scope, callerSecretName(stageName, '*'));
}

/** Tells cdk-nag why a role's policy has an asterisk in the ARN of callers' secrets. */
export function acknowledgeCallerSecrets(scope: IConstruct, stageName: string, role: IRole | undefined): void {
  const name = callerSecretName(stageName, '*');
  Validations.of(role ?? scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:${partitionOf(scope)}:secretsmanager:${EDGE_REGION}:${accountOf(scope)}:secret:${name}]`,
    reason:
      'All below this prefix are secrets of the stage’s callers and nothing else; a policy has no room for a list of them.',
  });
}

function arnOf(scope: IConstruct, resourceName: string): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    region: EDGE_REGION,
    resource: 'secret',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
