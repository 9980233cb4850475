import * as v from 'valibot';
import type { KeyField, ProviderDescriptor, ProviderSecret } from '../lambda/shared/providers/provider.ts';

/** A secret of a provider whose keys a person fills in. */
export interface FilledSecret extends ProviderSecret {
  readonly keys: Readonly<Record<string, KeyField>>;
}

/** The secret that holds a provider's own keys: what else a provider has, commands make of it. */
export function keysOf({ id, functions }: ProviderDescriptor): FilledSecret {
  for (const { secret } of functions) if (secret.keys !== undefined) return { ...secret, keys: secret.keys };
  throw new Error(`provider ${id} has no keys to fill in`);
}

/** @throws Error that names the field, and never what stands in it. */
export function checkKeys(secret: FilledSecret, keys: unknown): void {
  const { issues } = v.safeParse(secret.schema, keys);
  if (issues === undefined) return;
  const field = v.getDotPath(issues[0]) ?? '';
  throw new Error(`${field} is not right: expected ${secret.keys[field]?.expected ?? 'other keys'}`);
}
