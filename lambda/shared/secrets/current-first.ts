import { type CacheTimes, cached } from './cached.ts';
import type { VersionStage } from './secrets-manager.ts';

/** A value that isn't known causes no reading of a secret within this time of the last one: guessing can't cause a flood. */
export const REREAD_MS = 5_000;

/** After this time the current version counts as read for an earlier request. */
const JUST_READ_MS = 1_000;

/** The versions of a secret besides the current one. */
export type OtherStage = Exclude<VersionStage, 'AWSCURRENT'>;

/** What is known of a secret. */
export interface Versions<T> {
  readonly current: T;
  /** Those that were needed, and read. */
  readonly others: Readonly<Partial<Record<OtherStage, T>>>;
}

/** A secret whose current version is all that most requests need. */
export interface CurrentFirst<T> {
  /** What is known, with the current version at least. Rejects as `cached` does. */
  known(): Promise<Versions<T>>;
  /**
   * For a value that isn't known: reads the other versions, and before them the current one, unless that was just read.
   * Gives undefined when all of them were read within REREAD_MS: then they are known. Rejects when they can't be read.
   */
  all(): Promise<Versions<T> | undefined>;
  /** Reads the current version before anybody asks. Never rejects. */
  ahead(): Promise<void>;
}

interface Held<T> {
  readonly current: T;
  /** What was read of the others; undefined until then. */
  others: Versions<T>['others'] | undefined;
  /** The reading of the others; undefined while nobody has needed them. */
  reading: Promise<void> | undefined;
  /** When the last reading of it ended, in ms since 1970. */
  readAt: number;
}

/**
 * Keeps the current version of a secret, and the others for as long as that one.
 *
 * The others are read after the current version and never before it. A version that was current, and has become the
 * previous one, is then found as one of the two. They are never used longer than the current version that they were read
 * with, so a value that is taken out of the secret stops being accepted after the TTL, whoever needed it.
 *
 * @param read reads versions, all at the same time.
 * @param othersOf which others may be accepted beside this current version.
 * @param times the same for every value, or computed from the current version.
 */
export function currentFirst<T>(
  read: (stages: readonly VersionStage[]) => Promise<readonly T[]>,
  othersOf: (current: T) => readonly OtherStage[],
  times: CacheTimes | ((current: T) => CacheTimes),
  now: () => number,
): CurrentFirst<T> {
  const secret = cached<Held<T>>(
    async () => {
      const [current] = (await read(['AWSCURRENT'])) as [T];
      return { current, others: undefined, reading: undefined, readAt: now() };
    },
    typeof times === 'function' ? ({ current }) => times(current) : times,
    now,
  );

  async function readOthers(held: Held<T>): Promise<void> {
    const stages = othersOf(held.current);
    try {
      const versions = stages.length === 0 ? [] : await read(stages);
      held.others = Object.fromEntries(stages.map((stage, place) => [stage, versions[place]]));
    } finally {
      held.readAt = now();
    }
  }

  async function all(): Promise<Versions<T> | undefined> {
    const known = await secret.get();
    const isFresh = Math.abs(now() - known.readAt) < (known.reading === undefined ? JUST_READ_MS : REREAD_MS);
    if (isFresh && known.others !== undefined) return undefined;
    const held = isFresh ? known : await secret.refresh();
    held.reading ??= readOthers(held);
    await held.reading;
    return versionsOf(held);
  }

  return { known: async () => versionsOf(await secret.get()), all, ahead: secret.ahead };
}

function versionsOf<T>({ current, others = {} }: Held<T>): Versions<T> {
  return { current, others };
}
