import * as v from 'valibot';
import { projectOwner, projectVariable } from '../lambda/shared/projects/names.ts';
import type { KeyField, ProviderDescriptor, ProviderSecret } from '../lambda/shared/providers/provider.ts';
import type { ConfiguredProject } from '../lib/config/projects.ts';

/** A provider's secret with keys that a person fills in. */
export interface FilledSecret extends ProviderSecret {
  readonly keys: Readonly<Record<string, KeyField>>;
}

/**
 * The secret with a provider's own keys. A provider's other secrets are made by commands.
 *
 * @param configuration of a stage: only the keys that it needs are in the result. Without it, all are.
 */
export function keysOf({ id, functions }: ProviderDescriptor, configuration?: object): FilledSecret {
  for (const { secret } of functions) {
    if (secret.keys === undefined) continue;
    const { schema, keys, needs } = secret;
    if (configuration === undefined || needs === undefined) return { ...secret, keys };
    const needed = needs(configuration);
    return { ...secret, schema: v.object(only(needed, schema.entries)), keys: only(needed, keys) };
  }
  throw new Error(`provider ${id} has no keys to fill in`);
}

function only<T>(names: readonly string[], of: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(of).filter(([name]) => names.includes(name)));
}

/**
 * The secret with the keys of one of a provider's projects.
 *
 * @param options those of the project: only the keys that they need are in the result.
 */
export function keysOfProject(provider: ProviderDescriptor, { project, options }: ConfiguredProject): FilledSecret {
  const { owner, keys, ...secret } = keysOf(provider, options);
  const named = Object.entries(keys).map(([field, key]) => [
    field,
    { ...key, variable: projectVariable(key.variable, project) },
  ]);
  return { ...secret, owner: projectOwner(owner, project), keys: Object.fromEntries(named) };
}

/** How a provider's functions get its URL; undefined for a provider that is not called over the network. */
export function urlOf({ functions }: ProviderDescriptor): ProviderDescriptor['functions'][number]['url'] {
  return functions.find(({ url }) => url !== undefined)?.url;
}

/** @throws Error that names the wrong field, without its value. */
export function checkKeys(secret: FilledSecret, keys: unknown): void {
  const { issues } = v.safeParse(secret.schema, keys);
  if (issues === undefined) return;
  const field = v.getDotPath(issues[0]) ?? '';
  throw new Error(`${field} is not right: expected ${secret.keys[field]?.expected ?? 'other keys'}`);
}

/** Checks some of the keys. @throws Error as `checkKeys` does. */
export function checkGivenKeys(secret: FilledSecret, given: Readonly<Record<string, unknown>>): void {
  checkKeys({ ...secret, schema: v.object(only(Object.keys(given), secret.schema.entries)) }, given);
}
