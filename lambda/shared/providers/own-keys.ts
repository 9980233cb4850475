import type * as v from 'valibot';
import { readAhead } from '../secrets/ahead.ts';
import { lazySecretReader } from '../secrets/lazy-secret-reader.ts';
import { NEARBY } from '../secrets/read-times.ts';
import { regionOf } from '../secrets/region-of.ts';
import { env, requireEnv } from '../settings/environment.ts';
import { providerKeys } from './provider-keys.ts';

/**
 * The provider's keys, from the one secret that the function may read. They are read at once, except those of a project:
 * a function with projects is started for all of them, and asked for one.
 *
 * @throws Error when SECRET_ARN is not set.
 */
export async function ownKeys<T>(provider: string, schema: v.GenericSchema<unknown, T>): Promise<() => Promise<T>> {
  const secretArn = requireEnv(env.secretArn);
  const project = process.env[env.project];
  const title = project === undefined ? provider : `${provider} (${project})`;
  const keys = providerKeys(title, schema, lazySecretReader(regionOf(secretArn), secretArn, NEARBY), Date.now);
  if (project === undefined) await readAhead(keys.ahead());
  return keys;
}
