import * as v from 'valibot';
import { StagepassError } from '../../api/errors.ts';
import { type CacheTimes, cached } from './cached.ts';
import type { ReadSecret } from './secrets-manager.ts';

/** A key changed in Secrets Manager is used within the TTL; an outage of Secrets Manager costs nobody a token at first. */
const TIMES: CacheTimes = { ttlMs: 5 * 60_000, staleMs: 30 * 60_000, retryMs: 5_000 };

/**
 * A provider's keys. What doesn't fit the schema (never filled in, half filled in, not JSON) is not kept, so the keys
 * count as soon as they are filled in.
 *
 * @throws StagepassError `not_configured` when the keys are not there, `unavailable` when they can't be read.
 */
export function providerKeys<T>(
  provider: string,
  schema: v.GenericSchema<unknown, T>,
  read: ReadSecret,
  now: () => number,
): () => Promise<T> {
  const keys = cached(
    async () => {
      const version = await read('AWSCURRENT').catch((cause: unknown) => {
        throw new StagepassError('unavailable', `the ${provider} keys can’t be read just now; try again`, { cause });
      });
      const parsed = v.safeParse(schema, parseJson(version?.value));
      if (!parsed.success) {
        throw new StagepassError(
          'not_configured',
          `${provider} is not configured: its secret holds no usable keys yet`,
        );
      }
      return parsed.output;
    },
    TIMES,
    now,
  );
  return keys.get;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
