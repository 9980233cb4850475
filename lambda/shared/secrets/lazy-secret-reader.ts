import type { ReadTimes } from './read-times.ts';
import type { ReadSecret } from './secrets-manager.ts';

/**
 * Reads a secret with an SDK that is loaded for the first reading: the function is ready before that, and what it refuses
 * without a secret never waits for it.
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
