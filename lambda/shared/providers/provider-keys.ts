import * as v from 'valibot';
import { ApiError } from '../../../api/errors.ts';
import { type CacheTimes, cached, RETRY_MS } from '../secrets/cached.ts';
import type { ReadSecret } from '../secrets/secrets-manager.ts';

/** A key changed in Secrets Manager is used within the TTL; an outage of Secrets Manager costs nobody a token at first. */
const TIMES: CacheTimes = { ttlMs: 5 * 60_000, staleMs: 30 * 60_000 };

/**
 * That there are no keys is kept as a failure is: keys count within seconds of being filled in, and whoever asks until
 * then causes no reading a request.
 */
const NONE: CacheTimes = { ttlMs: RETRY_MS, staleMs: 0 };

/**
 * A provider's keys. Keys that are taken out of the secret, or no longer fit the schema, stop to count within the TTL.
 *
 * @throws ApiError `not_configured` when there are none that fit, `unavailable` when they can't be read.
 */
export function providerKeys<T>(
  provider: string,
  schema: v.GenericSchema<unknown, T>,
  read: ReadSecret,
  now: () => number,
): () => Promise<T> {
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
  return async () => {
    const found = await held.get();
    if (found !== undefined) return found.keys;
    throw new ApiError('not_configured', `${provider} is not configured: its secret holds no usable keys yet`);
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
