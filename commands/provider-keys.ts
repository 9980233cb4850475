import * as v from 'valibot';
import { projectOwner, projectVariable } from '../lambda/shared/projects/names.ts';
import type { KeyFault } from '../lambda/shared/providers/key-check.ts';
import type { KeyField, ProviderDescriptor, ProviderSecret } from '../lambda/shared/providers/provider.ts';
import type { ConfiguredProject } from '../lib/config/projects.ts';
import { keyChecks } from './key-checks.ts';

/** A provider's secret with keys that a person fills in. */
export interface FilledSecret extends ProviderSecret {
  readonly keys: Readonly<Record<string, KeyField>>;
  /** What is wrong with keys that fit the schema. */
  readonly faultIn?: (keys: object) => KeyFault | undefined;
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
    const check = keyChecks.get(id);
    const whole = { ...secret, keys, ...(check && { faultIn: (given: object) => check(given, configuration ?? {}) }) };
    if (configuration === undefined || needs === undefined) return whole;
    const needed = needs(configuration);
    return { ...whole, schema: v.object(only(needed, schema.entries)), keys: only(needed, keys) };
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

/** The first field that is wrong; undefined where all are right. */
export function faultOf({ schema, keys: fields, faultIn }: FilledSecret, keys: unknown): KeyFault | undefined {
  const { success, output, issues } = v.safeParse(schema, keys);
  if (success) return faultIn?.(output);
  const field = v.getDotPath(issues[0]) ?? '';
  return { field, expected: fields[field]?.expected ?? 'other keys' };
}

/** @throws Error that names the wrong field, without its value. */
export function checkKeys(secret: FilledSecret, keys: unknown): void {
  const fault = faultOf(secret, keys);
  if (fault !== undefined) throw new Error(`${fault.field} is not right: expected ${fault.expected}`);
}

/** Checks some of the keys, and all together where all are given. @throws Error as `checkKeys` does. */
export function checkGivenKeys(secret: FilledSecret, given: Readonly<Record<string, unknown>>): void {
  const { faultIn: _, ...plain } = secret;
  const isWhole = Object.keys(secret.keys).every((field) => field in given);
  const schema = v.object(only(Object.keys(given), secret.schema.entries));
  checkKeys(isWhole ? secret : { ...plain, schema }, given);
}
