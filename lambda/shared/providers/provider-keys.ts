import * as v from 'valibot';
import { ApiError } from '../../../api/errors.ts';
import { type CacheTimes, cached, RETRY_MS } from '../secrets/cached.ts';
import type { ReadSecret } from '../secrets/secrets-manager.ts';

/**
 * A key that is changed in Secrets Manager is used after the TTL at the latest. Short outages there are not noticed.
 */
const TIMES: CacheTimes = { ttlMs: 5 * 60_000, staleMs: 30 * 60_000 };

/**
 * That there are no keys is remembered for as short as a failure: keys that are filled in are used within seconds, and
 * until then not every request reads the secret.
 */
const NONE: CacheTimes = { ttlMs: RETRY_MS, staleMs: 0 };

/** Gives the keys, or throws ApiError `not_configured` when no keys fit the schema, `unavailable` when they can't be read. */
export interface ProviderKeys<T> {
  (): Promise<T>;
  /** Reads the keys before anybody asks. Never rejects. */
  ahead(): Promise<void>;
}

/**
 * A provider's keys. When they are removed from the secret, or no longer fit the schema, they stop being used after the
 * TTL.
 */
export function providerKeys<T>(
  provider: string,
  schema: v.GenericSchema<unknown, T>,
  read: ReadSecret,
  now: () => number,
): ProviderKeys<T> {
  const held = cached(
    async () => {
      const version = await read('AWSCURRENT').catch((cause: unknown) => {
        throw new ApiError('unavailable', `the ${provider} keys can’t be read just now; try again`, { cause });
      });
      const parsed = v.safeParse(schema, parseJson(version?.value));
      return parsed.success ? { keys: parsed.output } : undefined;
    },
    (value) => (value === undefined ? NONE : TIMES),
    now,
  );
  const keys = async () => {
    const found = await held.get();
    if (found !== undefined) return found.keys;
    throw new ApiError('not_configured', `${provider} is not configured: its secret holds no usable keys yet`);
  };
  return Object.assign(keys, { ahead: held.ahead });
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
