import { describe, expect, it } from 'vitest';
import type { Resource } from '../../../local/assembly/deployment.ts';
import { readRole } from '../../../local/iam/role.ts';
import { deployed } from '../support/assembly.ts';
import { lambdaFunction, role } from '../support/small-app.ts';

const grant = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' };

function read(resources: Record<string, object>, services = ['lambda.amazonaws.com']) {
  const deployment = deployed({ Main: { Resources: { Fn: lambdaFunction('fn.zip'), ...resources } } });
  const [fn] = deployment.resources('AWS::Lambda::Function') as [Resource];
  const arn = deployment.resources('AWS::IAM::Role')[0]?.attribute('Arn') ?? 'arn:aws:iam::1:role/none';
  return readRole(deployment, arn, services, fn);
}

describe('readRole', () => {
  it('has the inline statements, and those of the policies attached to it alone', () => {
    const policy = (roleId: string, Sid: string) => ({
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: { Statement: [{ ...grant, Sid }] }, PolicyName: Sid, Roles: [{ Ref: roleId }] },
    });
    const found = read({
      Role: role([{ ...grant, Sid: 'Inline' }]),
      Other: role(),
      Attached: policy('Role', 'Attached'),
      Elsewhere: policy('Other', 'Elsewhere'),
    });
    expect(found.statements.map(({ Sid }) => Sid)).toEqual(['Inline', 'Attached']);
  });

  it('takes AWS’s policy for logs, and no other', () => {
    const withManaged = (ManagedPolicyArns: string[]) => {
      const { Properties } = role() as { Properties: object };
      return { Role: { Type: 'AWS::IAM::Role', Properties: { ...Properties, ManagedPolicyArns } } };
    };
    const logs = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    expect(read(withManaged([logs])).statements).toEqual([]);
    expect(() => read(withManaged([logs, 'arn:aws:iam::aws:policy/SecretsManagerReadWrite']))).toThrow(
      'Main, Role (AWS::IAM::Role): the managed policy arn:aws:iam::aws:policy/SecretsManagerReadWrite',
    );
  });

  it('must be trusted by the service that takes it on', () => {
    expect(() => read({ Role: role() }, ['events.amazonaws.com'])).toThrow(
      'does not let events.amazonaws.com assume it',
    );
  });

  it('must be of the assembly', () => {
    expect(() => read({})).toThrow(
      'Main, Fn (AWS::Lambda::Function): its role arn:aws:iam::1:role/none is no AWS::IAM::Role',
    );
  });

  it('may have no condition that would not be weighed', () => {
    const conditional = { ...grant, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } };
    expect(() => read({ Role: role([conditional]) })).toThrow('Policies.0.PolicyDocument.Statement');
  });
});
