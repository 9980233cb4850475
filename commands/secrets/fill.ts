import type { KeyField } from '../../lambda/shared/providers/provider.ts';
import type { StageSecrets } from '../../lambda/shared/providers/secret-maker.ts';
import type { Environment } from '../environment.ts';
import { checkGivenKeys, checkKeys, type FilledSecret } from '../provider-keys.ts';

export interface FillOptions {
  readonly secret: FilledSecret;
  readonly secrets: StageSecrets;
  readonly environment: Environment;
  /** Asks a person for a key, without showing what is typed. */
  readonly ask: (field: string, key: KeyField) => Promise<string>;
  readonly say: (line: string) => void;
  readonly dryRun: boolean;
  /** Whether a dry run says what it would do as JSON. */
  readonly json?: boolean;
}

/** What a person is asked for a key. @param project undefined on a stage without projects of the provider. */
export function promptOf({
  field,
  project,
  description,
  found,
}: Pick<KeyField, 'description' | 'found'> & { readonly field: string; readonly project: string | undefined }): string {
  return `${field}${project === undefined ? '' : ` of project ${project}`}, ${description} (${found})`;
}

/**
 * Stores a provider's keys in the stage's secret.
 *
 * @throws Error when a key is invalid or there is no such secret. Nothing is stored then.
 */
export async function fill({
  secret,
  secrets,
  environment,
  ask,
  say,
  dryRun,
  json = false,
}: FillOptions): Promise<void> {
  const arn = await secrets.arnOf(secret.owner);
  if (dryRun) {
    const variables = Object.entries(secret.keys).map(([field, { variable }]) => [field, environment[variable]]);
    const given = Object.fromEntries(variables.filter(([, value]) => value !== undefined));
    checkGivenKeys(secret, given);
    if (json) {
      const keys = Object.entries(secret.keys).map(([field, { variable }]) => ({
        ...{ field, variable },
        isGiven: environment[variable] !== undefined,
      }));
      return say(JSON.stringify({ secret: arn, keys, dryRun }, null, 2));
    }
    for (const [field, { variable }] of Object.entries(secret.keys)) {
      say(`${field}: ${environment[variable] === undefined ? 'would be asked for' : `from ${variable}`}`);
    }
    say(`would be stored in ${arn}`);
    return;
  }
  const keys: Record<string, string> = {};
  for (const [field, key] of Object.entries(secret.keys)) {
    keys[field] = environment[key.variable] ?? (await ask(field, key));
  }
  checkKeys(secret, keys);
  await secrets.write(arn, JSON.stringify(keys));
  say(`stored ${Object.keys(keys).join(' and ')} in ${arn}`);
  for (const [field, { warning }] of Object.entries(secret.keys)) {
    const doubt = warning?.(keys[field] ?? '');
    if (doubt !== undefined) say(`Warning: ${field} ${doubt}`);
  }
  say('Functions that have read the secret before use the new value within five minutes.');
}
