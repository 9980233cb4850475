import type { Environment } from '../environment.ts';
import { checkKeys, type ProviderKeys } from '../provider-keys.ts';
import type { StageSecrets } from './stage-secrets.ts';

export interface FillOptions {
  readonly provider: ProviderKeys;
  readonly secrets: StageSecrets;
  readonly environment: Environment;
  /** Asks a person for a key, without showing it. */
  readonly ask: (field: string, variable: string) => Promise<string>;
  readonly say: (line: string) => void;
  readonly dryRun: boolean;
}

/**
 * Stores a provider's keys in the stage's secret.
 *
 * @throws Error when a key is none, or there is no such secret; nothing is stored then.
 */
export async function fill({ provider, secrets, environment, ask, say, dryRun }: FillOptions): Promise<void> {
  const arn = await secrets.arnOf(provider.owner);
  if (dryRun) {
    for (const [field, variable] of Object.entries(provider.fields)) {
      say(`${field}: ${environment[variable] === undefined ? 'would be asked for' : `from ${variable}`}`);
    }
    say(`would be stored in ${arn}`);
    return;
  }
  const keys: Record<string, string> = {};
  for (const [field, variable] of Object.entries(provider.fields)) {
    keys[field] = environment[variable] ?? (await ask(field, variable));
  }
  checkKeys(provider, keys);
  await secrets.write(arn, JSON.stringify(keys));
  say(`stored ${Object.keys(keys).join(' and ')} in ${arn}`);
  say('Functions that have read the secret before use the new value within five minutes.');
}
