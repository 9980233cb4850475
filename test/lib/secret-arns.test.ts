import { App, Stack } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { callerSecretArns, deniedUsersSecretArn, originSecretArn } from '../../lib/secrets/secret-arns.ts';
import { callerSecretName, deniedUsersSecretName, originSecretName } from '../../lib/secrets/secret-names.ts';
import { arnMatches } from '../../local/iam/policy.ts';

const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
const stack = new Stack(app, 'Edge', { env: { account: '123456789012', region: 'eu-west-1' } });
const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;

it('a right to callers’ secrets is one to those of the stage, whatever their names', () => {
  const pattern = stack.resolve(callerSecretArns(stack, 'dev'));
  for (const name of ['client', 'web-app', 'a', 'caller']) {
    expect(arnMatches(pattern, arn(callerSecretName('dev', name)))).toBe(true);
  }
  for (const stage of ['dev-2', 'de', 'prod', 'dev2']) {
    expect(arnMatches(pattern, arn(callerSecretName(stage, 'client')))).toBe(false);
  }
  expect(arnMatches(pattern, arn(originSecretName('dev')))).toBe(false);
});

it('a right to the origin secret is one to no other', () => {
  const pattern = stack.resolve(originSecretArn(stack, 'dev'));
  expect(arnMatches(pattern, arn(originSecretName('dev')))).toBe(true);
  for (const name of [originSecretName('dev-2'), callerSecretName('dev', 'origin'), 'stagepass/dev/origin-2']) {
    expect(arnMatches(pattern, arn(name))).toBe(false);
  }
});

it('a right to the deny list is one to no other', () => {
  const pattern = stack.resolve(deniedUsersSecretArn(stack, 'dev'));
  expect(arnMatches(pattern, arn(deniedUsersSecretName('dev')))).toBe(true);
  for (const name of [
    deniedUsersSecretName('dev-2'),
    callerSecretName('dev', 'denied-users'),
    originSecretName('dev'),
  ]) {
    expect(arnMatches(pattern, arn(name))).toBe(false);
  }
});
