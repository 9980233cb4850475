import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import { PolicyDocument, type PolicyStatement } from './policy.ts';

/** A role, with its trust and its permissions. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly statements: readonly PolicyStatement[];
}

const RoleProperties = v.strictObject({
  AssumeRolePolicyDocument: v.object({
    Statement: v.array(v.object({ Effect: v.string(), Principal: v.object({ Service: inert }) })),
  }),
  Description: inert,
  ManagedPolicyArns: v.optional(v.array(v.string()), []),
  Policies: v.optional(v.array(v.strictObject({ PolicyName: v.string(), PolicyDocument })), []),
  RoleName: inert,
  Tags: inert,
});

const PolicyAttachment = v.object({ Roles: v.optional(v.array(v.string()), []) });

const PolicyProperties = v.strictObject({ PolicyDocument, PolicyName: inert, Roles: inert });

/** AWS's managed policies that only allow writing logs and traces. Nothing here checks those permissions. */
const LOGS_AND_TRACES =
  /^arn:aws:iam::aws:policy\/(?:service-role\/AWSLambdaBasicExecutionRole|AWSXRayDaemonWriteAccess)$/;

/**
 * The role with this ARN, with its inline policies and those that the template attaches to it.
 * @param services the role must trust them, such as `lambda.amazonaws.com`.
 * @throws UnsupportedError when it has a policy that can't be read, or doesn't trust a service.
 */
export function readRole(deployment: Deployment, arn: string, services: readonly string[], from: Resource): Role {
  const role = deployment.resources('AWS::IAM::Role').find((candidate) => candidate.attribute('Arn') === arn);
  if (role === undefined) throw new UnsupportedError(from, `its role ${arn} is no AWS::IAM::Role of the assembly`);
  const properties = role.properties(RoleProperties);
  for (const service of services) {
    const trusts = properties.AssumeRolePolicyDocument.Statement.some(
      ({ Effect, Principal }) => Effect === 'Allow' && [Principal.Service].flat().includes(service),
    );
    if (!trusts) throw new UnsupportedError(role, `AssumeRolePolicyDocument does not let ${service} assume it`);
  }
  const managed = properties.ManagedPolicyArns.find((policy) => !LOGS_AND_TRACES.test(policy));
  if (managed !== undefined) throw new UnsupportedError(role, `the managed policy ${managed}`);
  const attached = deployment
    .resources('AWS::IAM::Policy')
    .filter((policy) => policy.properties(PolicyAttachment).Roles.includes(role.ref))
    .map((policy) => policy.properties(PolicyProperties));
  const documents = [...properties.Policies, ...attached].map(({ PolicyDocument }) => PolicyDocument);
  return {
    name: role.ref,
    arn,
    account: role.account,
    statements: documents.flatMap(({ Statement }) => Statement),
  };
}
