import { EDGE_REGION } from '../lib/secrets/secret-names.ts';

/** There is no such secret. */
export class NoSecretError extends Error {
  override readonly name = 'NoSecretError';
}

/**
 * AWS's answer to a call about a secret.
 *
 * @throws NoSecretError that says what to check, when there is no such secret or it is being deleted.
 */
export async function ofSecret<T>(name: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw new NoSecretError(
      `there is no secret ${name} in ${EDGE_REGION}: is the stage deployed, and does it have this caller?`,
    );
  }
}
