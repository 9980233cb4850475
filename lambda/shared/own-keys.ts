import type * as v from 'valibot';
import { env, requireEnv } from './environment.ts';
import { lazySecretReader } from './lazy-secret-reader.ts';
import { providerKeys } from './provider-secret.ts';
import { NEARBY } from './read-times.ts';
import { regionOf } from './region-of.ts';

/** A provider's keys, in the one secret that the function may read. @throws Error when it isn't told which. */
export function ownKeys<T>(provider: string, schema: v.GenericSchema<unknown, T>): () => Promise<T> {
  const secretArn = requireEnv(env.secretArn);
  return providerKeys(provider, schema, lazySecretReader(regionOf(secretArn), secretArn, NEARBY), Date.now);
}
