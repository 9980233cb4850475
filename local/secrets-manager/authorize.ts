import { evaluate } from '../iam/policy.ts';
import { type Caller, SecretsManagerError } from './operation.ts';
import type { Secret, SecretStore } from './secret-store.ts';

/**
 * The secret, when the caller's role may do that with it. As in AWS, who may not ask isn't told whether it exists.
 *
 * @throws SecretsManagerError AccessDeniedException, ResourceNotFoundException
 */
export function authorizedSecret(action: string, secretId: string, caller: Caller, store: SecretStore): Secret {
  const { role, session, region } = caller;
  const secret = store.find(region, secretId);
  const unknownArn = secretId.startsWith('arn:')
    ? secretId
    : `arn:aws:secretsmanager:${region}:${role.account}:secret:${secretId}`;
  const arn = secret?.arn ?? unknownArn;
  const decision = evaluate(role.statements, action, arn);
  if (decision !== 'allowed') {
    const why =
      decision === 'explicit deny'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`;
    throw new SecretsManagerError(
      'AccessDeniedException',
      `User: arn:aws:sts::${role.account}:assumed-role/${role.name}/${session} is not authorized to perform: ${action} on resource: ${arn} ${why}`,
    );
  }
  if (secret === undefined) {
    throw new SecretsManagerError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return secret;
}
