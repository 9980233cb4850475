import * as v from 'valibot';
import type { KeyField, ProviderDescriptor, ProviderSecret } from '../lambda/shared/providers/provider.ts';

/** A provider's secret with keys that a person fills in. */
export interface FilledSecret extends ProviderSecret {
  readonly keys: Readonly<Record<string, KeyField>>;
}

/** The secret with a provider's own keys. A provider's other secrets are made by commands. */
export function keysOf({ id, functions }: ProviderDescriptor): FilledSecret {
  for (const { secret } of functions) if (secret.keys !== undefined) return { ...secret, keys: secret.keys };
  throw new Error(`provider ${id} has no keys to fill in`);
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
