import type { ReadTimes } from './read-times.ts';
import type { ReadSecret } from './secrets-manager.ts';

/**
 * Reads a secret, and loads the SDK only at the first reading: a function with projects reads nothing ahead.
 *
 * @param secretId name or ARN.
 */
export function lazySecretReader(region: string, secretId: string, times: ReadTimes): ReadSecret {
  let reader: Promise<ReadSecret> | undefined;
  return async (stage) => {
    reader ??= import('./secrets-manager.ts').then(({ secretReader, secretsManager }) =>
      secretReader(secretsManager(region, times), secretId, times),
    );
    return (await reader)(stage);
  };
}
