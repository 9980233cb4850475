import * as v from 'valibot';
import { evaluate } from '../iam/policy.ts';
import { authorizedPrimary } from './authorize.ts';
import { SecretsManagerError, type SecretsManagerOperation } from './operation.ts';
import { RotationFailed, type Rotations } from './rotations.ts';

const Input = v.strictObject({
  SecretId: v.string(),
  ClientRequestToken: v.pipe(v.string(), v.minLength(32), v.maxLength(64)),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html, without a change of schedule */
export function rotateSecret(rotations: Pick<Rotations, 'start'>): SecretsManagerOperation {
  return (input, caller, store) => {
    const { SecretId, ClientRequestToken } = v.parse(Input, input);
    const secret = authorizedPrimary('secretsmanager:RotateSecret', SecretId, caller, store);
    if (secret.rotation === undefined) {
      throw new SecretsManagerError(
        'InvalidRequestException',
        'No Lambda rotation function ARN is associated with this secret.',
      );
    }
    if (evaluate(caller.role.statements, 'lambda:InvokeFunction', secret.rotation.functionArn) !== 'allowed') {
      throw new SecretsManagerError('AccessDeniedException', 'Access to the Lambda rotation function is denied.');
    }
    const { versionId, isAnother, done } = rotations.start(secret, ClientRequestToken);
    // The rotation goes on after the answer. The function's log shows how it ends.
    void done.catch((error: unknown) => {
      if (!(error instanceof RotationFailed)) throw error;
    });
    if (isAnother) {
      throw new SecretsManagerError(
        'InvalidRequestException',
        "A previous rotation isn't complete. That rotation will be reattempted.",
      );
    }
    return { ARN: secret.arn, Name: secret.name, VersionId: versionId };
  };
}
