import type { ReadSecret, SecretVersion, VersionStage } from './secrets-manager.ts';

/** One region's secret: the secret itself, or a replica of it. */
export interface RegionalSecret {
  readonly region: string;
  readonly read: ReadSecret;
}

export interface Timer {
  /** In ms since 1970. */
  now(): number;
  /** Runs `then` once, after `ms`. @returns a function that cancels it. */
  after(ms: number, then: () => void): () => void;
}

export const systemTimer: Timer = {
  now: Date.now,
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

export interface NearestReaderOptions extends Timer {
  /** The region of the secret itself. */
  readonly primary: string;
  /** For a reading, with all regions that it asks. */
  readonly deadlineMs: number;
  /** Shared by all secrets: a region that fails for one does so for the others. */
  readonly failures: RegionFailures;
}

/** When regions failed last, in ms since 1970. */
export type RegionFailures = Map<string, number>;

/**
 * After this share of the time, a region that hasn't answered isn't waited for alone. A first reading of a near region
 * takes a second at the little CPU that the guard gets; a second reading from there may take longer, but is rare.
 */
const ALONE_SHARE = 0.4;

/** For how long a region that has failed, or was too slow, is asked only after the others. */
export const AVOIDED_MS = 30_000;

/** No region has answered in time. */
export class NoRegionAnswered extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Reads a secret where it is nearest, and from another region if that fails or takes too long; the first answer counts.
 *
 * A value is an answer, whoever gives it: whatever changes the secret waits until the replicas have the change. That a
 * version is missing is an answer of the primary region, and of a replica that has a current version: there is always
 * one, so a replica without it isn't there yet.
 *
 * @param regions the nearest first.
 */
export function nearestReader(
  regions: readonly RegionalSecret[],
  { primary, deadlineMs, failures, now, after }: NearestReaderOptions,
): ReadSecret {
  if (regions.length === 1) return (regions[0] as RegionalSecret).read;

  /** Replicas that are known to be there. */
  const present = new Set<string>();

  async function readFrom({ region, read }: RegionalSecret, stage: VersionStage): Promise<SecretVersion | undefined> {
    const version = await read(stage);
    if (version !== undefined) present.add(region);
    if (version !== undefined || region === primary) return version;
    // Normal for a password that isn't rotating, so it must not cost a call to a far region.
    if (stage !== 'AWSCURRENT' && (present.has(region) || (await read('AWSCURRENT')) !== undefined)) {
      present.add(region);
      return undefined;
    }
    present.delete(region);
    throw new NoReplica(`there is no replica in ${region}`);
  }

  /** Those that have failed lately come last. */
  function order(): RegionalSecret[] {
    // A clock that was put back counts as one that went on.
    const isAvoided = ({ region }: RegionalSecret) =>
      Math.abs(now() - (failures.get(region) ?? -Infinity)) < AVOIDED_MS;
    return [...regions.filter((each) => !isAvoided(each)), ...regions.filter(isAvoided)];
  }

  return (stage) =>
    new Promise((resolve, reject) => {
      const waiting = order();
      const timers = new Set<() => void>();
      let pending = 0;
      let isSettled = false;
      let cause: unknown;

      function settle(finish: () => void): void {
        isSettled = true;
        for (const cancel of timers) cancel();
        finish();
      }

      /** @returns whether there was another region to ask. */
      function askNext(): boolean {
        const asked = waiting.shift();
        if (asked === undefined) return false;
        pending += 1;
        const { region } = asked;
        const cancel = after(deadlineMs * ALONE_SHARE, () => {
          failures.set(region, now());
          askNext();
        });
        timers.add(cancel);
        readFrom(asked, stage).then(
          (version) => {
            if (isSettled) return;
            failures.delete(region);
            settle(() => resolve(version));
          },
          (error: unknown) => {
            pending -= 1;
            cancel();
            if (!(error instanceof NoReplica)) failures.set(region, now());
            if (isSettled) return;
            if (cause === undefined || cause instanceof NoReplica) cause = error;
            if (!askNext() && pending === 0) settle(() => reject(cause));
          },
        );
        return true;
      }

      timers.add(
        after(deadlineMs, () => settle(() => reject(cause ?? new NoRegionAnswered('no region answered in time')))),
      );
      askNext();
    });
}

/** Nothing is wrong with the region: the secret's replica is still on its way there. */
class NoReplica extends Error {
  override readonly name = 'NoReplica';
}
