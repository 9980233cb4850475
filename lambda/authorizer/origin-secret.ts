import { type CacheTimes, RETRY_MS } from '../shared/secrets/cached.ts';
import { currentFirst, type OtherStage, type Versions } from '../shared/secrets/current-first.ts';
import { type Digest, digestOf } from '../shared/secrets/digest.ts';
import type { ReadSecret } from '../shared/secrets/secrets-manager.ts';

/**
 * CloudFront needs minutes until all edge locations send a new value. So the pending value is accepted before any sends
 * it, and the previous value until the next rotation: during a rotation no request of CloudFront is refused.
 */
const OTHERS: readonly OtherStage[] = ['AWSPENDING', 'AWSPREVIOUS'];

const TIMES: CacheTimes = { ttlMs: 5 * 60_000, staleMs: 60 * 60_000 };

/** A secret without a value is not a failure: the old values are dropped at once, and the secret is soon read again. */
const NONE: CacheTimes = { ttlMs: RETRY_MS, staleMs: 0 };

/** The digests of the accepted values of the origin secret. */
export interface OriginSecret {
  /** The current value, and the others if some request has needed them. */
  accepted(): Promise<readonly Digest[]>;
  /**
   * For a value that doesn't match: it may be another than the current one, or newer than what was read. Rejects when all
   * of the secret can't be read now, because API Gateway caches a denial for minutes, but not a failure.
   */
  acceptedNow(): Promise<readonly Digest[]>;
  /**
   * For a value that doesn't match even then, where a replica was read: it may be behind. What the secret itself has.
   * Rejects when that can't be read. Without a replica, it is undefined.
   */
  readonly acceptedAtPrimary: (() => Promise<readonly Digest[]>) | undefined;
  /** Reads the current value before anybody asks. Never rejects. */
  ahead(): Promise<void>;
}

/**
 * All but `ahead` reject when the secret has no value, or can't be read and the known values are too old.
 *
 * @param readPrimary reads the secret itself, where `read` may read a replica.
 */
export function originSecret(read: ReadSecret, now: () => number, readPrimary?: ReadSecret): OriginSecret {
  const secret = currentFirst<Digest | undefined>(
    async (stages) => {
      const versions = await Promise.all(stages.map(read));
      // An empty value would let in an empty header.
      return versions.map((version) => (version?.value ? digestOf(version.value) : undefined));
    },
    () => OTHERS,
    (current) => (current === undefined ? NONE : TIMES),
    now,
  );

  async function acceptedNow(): Promise<readonly Digest[]> {
    return valuesIn((await secret.all()) ?? (await secret.known()));
  }

  return {
    async accepted() {
      const versions = await secret.known();
      return versions.current === undefined ? acceptedNow() : valuesIn(versions);
    },
    acceptedNow,
    acceptedAtPrimary: readPrimary && originSecret(readPrimary, now).acceptedNow,
    ahead: secret.ahead,
  };
}

function valuesIn({ current, others }: Versions<Digest | undefined>): readonly Digest[] {
  const digests = [current, ...OTHERS.map((stage) => others[stage])].filter((digest) => digest !== undefined);
  if (digests.length === 0) throw new Error('the origin secret has no value');
  return digests;
}
