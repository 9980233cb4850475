import type { ApiCaller } from '../iam/identity.ts';
import type { SecretStore } from './secret-store.ts';

/** A call of Secrets Manager's API: JSON in, JSON out. It throws `SecretsManagerError`. */
export type SecretsManagerOperation = (input: unknown, caller: ApiCaller, store: SecretStore) => object;

/** An error as the API answers it. */
export class SecretsManagerError extends Error {
  override readonly name = 'SecretsManagerError';
  /** The exception, as the SDK names it. */
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
