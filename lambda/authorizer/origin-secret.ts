import { type CacheTimes, cached, RETRY_MS } from '../shared/secrets/cached.ts';
import { type Digest, digestOf } from '../shared/secrets/digest.ts';
import type { ReadSecret, VersionStage } from '../shared/secrets/secrets-manager.ts';

/**
 * CloudFront needs minutes until all edge locations send a new value. So the pending value is accepted before any sends
 * it, and the previous value until the next rotation: during a rotation no request of CloudFront is refused.
 */
const ACCEPTED: readonly VersionStage[] = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

const TIMES: CacheTimes = { ttlMs: 5 * 60_000, staleMs: 60 * 60_000 };

/** A secret without a value is not a failure: the old values are dropped at once, and the secret is soon read again. */
const NONE: CacheTimes = { ttlMs: RETRY_MS, staleMs: 0 };

/** A wrong value causes no reading of the secret within this time of the last one: guessing can't cause a flood. */
export const REREAD_MS = 5_000;

/** The digests of the accepted values of the origin secret. */
export interface OriginSecret {
  accepted(): Promise<readonly Digest[]>;
  /**
   * For a value that doesn't match: it may be newer than the values that were read. Rejects when the secret can't be
   * read now, because API Gateway caches a denial for minutes, but not a failure.
   */
  acceptedNow(): Promise<readonly Digest[]>;
}

/** Both methods reject when the secret has no value, or can't be read and the known values are too old. */
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
