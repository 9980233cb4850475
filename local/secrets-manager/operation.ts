import type { ApiCaller } from '../iam/identity.ts';
import type { SecretStore } from './secret-store.ts';

/** An operation of Secrets Manager's API: JSON in, JSON out. It throws `SecretsManagerError`. */
export type SecretsManagerOperation = (input: unknown, caller: ApiCaller, store: SecretStore) => object;

/** An error that the API answers. */
export class SecretsManagerError extends Error {
  override readonly name = 'SecretsManagerError';
  /** The SDK's name of the exception. */
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
