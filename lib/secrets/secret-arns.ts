import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { accountOf } from '../account.ts';
import { callerSecretName, EDGE_REGION, originSecretName } from './secret-names.ts';

/*
 * Rights to secrets by their names. Secrets Manager ends every secret's ARN with a hyphen and six characters of its own.
 */

export function originSecretArn(scope: IConstruct, stageName: string): string {
  return arnOf(scope, `${originSecretName(stageName)}-??????`);
}

/**
 * Every caller's secret of the stage, in one pattern: a policy has no room for a list of them. The slash before the
 * asterisk keeps out other stages, also one whose name begins with this one's.
 */
export function callerSecretArns(scope: IConstruct, stageName: string): string {
  return arnOf(scope, callerSecretName(stageName, '*'));
}

/** Tells cdk-nag why there is an asterisk in what a role may do with callers' secrets. */
export function acknowledgeCallerSecrets(scope: IConstruct, stageName: string, role: IRole | undefined): void {
  const name = callerSecretName(stageName, '*');
  Validations.of(role ?? scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:aws:secretsmanager:${EDGE_REGION}:${accountOf(scope)}:secret:${name}]`,
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
