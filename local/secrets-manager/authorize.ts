import type { ApiCaller } from '../iam/identity.ts';
import { evaluate } from '../iam/policy.ts';
import { SecretsManagerError } from './operation.ts';
import type { Secret } from './secret.ts';
import type { SecretStore } from './secret-store.ts';

/**
 * Gives the secret if the caller's role may do this action with it. As in AWS, a caller without the permission isn't told
 * whether the secret exists.
 *
 * @throws SecretsManagerError AccessDeniedException, ResourceNotFoundException
 */
export function authorizedSecret(action: string, secretId: string, caller: ApiCaller, store: SecretStore): Secret {
  const { role, region } = caller;
  const secret = store.find(region, secretId);
  const unknownArn = secretId.startsWith('arn:')
    ? secretId
    : `arn:aws:secretsmanager:${region}:${role.account}:secret:${secretId}`;
  authorize(action, secret?.arn ?? unknownArn, caller);
  if (secret === undefined) {
    throw new SecretsManagerError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return secret;
}

/**
 * For an action that changes the secret. A replica can't be changed:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/standalone-secret.html
 *
 * @throws SecretsManagerError as `authorizedSecret`; InvalidParameterException for a replica
 */
export function authorizedPrimary(action: string, secretId: string, caller: ApiCaller, store: SecretStore): Secret {
  const secret = authorizedSecret(action, secretId, caller, store);
  if (secret.primary !== undefined) {
    throw new SecretsManagerError(
      'InvalidParameterException',
      "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    );
  }
  return secret;
}

/**
 * For an action that isn't about one secret.
 *
 * @throws SecretsManagerError AccessDeniedException
 */
export function authorizeAny(action: string, caller: ApiCaller): void {
  authorize(action, '*', caller);
}

function authorize(action: string, resource: string, { role, session }: ApiCaller): void {
  const decision = evaluate(role.statements, action, resource);
  if (decision !== 'allowed') {
    const why =
      decision === 'explicit deny'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`;
    throw new SecretsManagerError(
      'AccessDeniedException',
      `User: arn:aws:sts::${role.account}:assumed-role/${role.name}/${session} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
    );
  }
}
