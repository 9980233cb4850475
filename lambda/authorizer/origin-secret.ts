import { type CacheTimes, cached } from '../shared/cached.ts';
import type { ReadSecret, VersionStage } from '../shared/secrets-manager.ts';
import { digestOf } from './decide.ts';

/**
 * CloudFront takes minutes to send a new value from everywhere. Pending is accepted before it is sent, and previous until
 * the next rotation, so that no moment of a rotation refuses what CloudFront sends.
 */
const ACCEPTED: readonly VersionStage[] = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

const TIMES: CacheTimes = { ttlMs: 5 * 60_000, staleMs: 60 * 60_000, retryMs: 5_000 };

/** Values read less than this ago are not read again for a value that doesn't match: a guesser causes no flood. */
export const YOUNG_MS = 5_000;

/** Digests of the values that may be presented as the origin secret. */
export interface OriginSecret {
  accepted(): Promise<readonly Buffer[]>;
  /**
   * For a value that doesn't match: it may be newer than what was read. Rejects when the secret can't be read now, since
   * API Gateway keeps a denial for minutes, but not a failure.
   */
  acceptedNow(): Promise<readonly Buffer[]>;
}

/** Both reject when the secret can't be read, or has no value, and what was read before is too old. */
export function originSecret(read: ReadSecret, now: () => number): OriginSecret {
  const held = cached(
    async () => {
      const versions = await Promise.all(ACCEPTED.map(read));
      // An empty value would let in an empty header.
      const digests = versions.flatMap((version) => (version?.value ? [digestOf(version.value)] : []));
      if (digests.length === 0) throw new Error('the origin secret has no value');
      return { digests, readAt: now() };
    },
    TIMES,
    now,
  );

  return {
    accepted: async () => (await held.get()).digests,
    acceptedNow: async () => {
      const { digests, readAt } = await held.get();
      return now() - readAt < YOUNG_MS ? digests : (await held.refresh()).digests;
    },
  };
}
