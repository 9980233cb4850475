import { type CacheTimes, cached, RETRY_MS } from '../shared/secrets/cached.ts';
import { type Digest, digestOf } from '../shared/secrets/digest.ts';
import type { ReadSecret, VersionStage } from '../shared/secrets/secrets-manager.ts';

/**
 * CloudFront takes minutes to send a new value from everywhere. Pending is accepted before it is sent, and previous until
 * the next rotation, so that no moment of a rotation refuses what CloudFront sends.
 */
const ACCEPTED: readonly VersionStage[] = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

const TIMES: CacheTimes = { ttlMs: 5 * 60_000, staleMs: 60 * 60_000 };

/** A secret that has no value is an answer, unlike one that can't be read: what it held before is over. */
const NONE: CacheTimes = { ttlMs: RETRY_MS, staleMs: 0 };

/** Values read less than this ago are not read again for a value that doesn't match: a guesser causes no flood. */
export const REREAD_MS = 5_000;

/** Digests of the values that may be presented as the origin secret. */
export interface OriginSecret {
  accepted(): Promise<readonly Digest[]>;
  /**
   * For a value that doesn't match: it may be newer than what was read. Rejects when the secret can't be read now, since
   * API Gateway keeps a denial for minutes, but not a failure.
   */
  acceptedNow(): Promise<readonly Digest[]>;
}

/** Both reject when the secret has no value, or can't be read and what was read before is too old. */
export function originSecret(read: ReadSecret, now: () => number): OriginSecret {
  const held = cached(
    async () => {
      const versions = await Promise.all(ACCEPTED.map(read));
      // An empty value would let in an empty header.
      const digests = versions.flatMap((version) => (version?.value ? [digestOf(version.value)] : []));
      return { digests, readAt: now() };
    },
    ({ digests }) => (digests.length === 0 ? NONE : TIMES),
    now,
  );

  function valuesIn({ digests }: { readonly digests: readonly Digest[] }): readonly Digest[] {
    if (digests.length === 0) throw new Error('the origin secret has no value');
    return digests;
  }

  return {
    accepted: async () => valuesIn(await held.get()),
    acceptedNow: async () => {
      const known = await held.get();
      return valuesIn(now() - known.readAt < REREAD_MS ? known : await held.refresh());
    },
  };
}
