import {
  type CallersUser,
  type DeniedUsers,
  isDenied,
  readDeniedUsers,
} from '../lambda/shared/denied-users/denied-users.ts';
import { cached } from '../lambda/shared/secrets/cached.ts';
import type { ReadSecret } from '../lambda/shared/secrets/secrets-manager.ts';
import { causeOf, type LogLine } from '../lambda/shared/telemetry/log.ts';

/** The stage's deny list, as the guard knows it. */
export interface DenyList {
  /**
   * Reads the list again if it is time. Never rejects: while it can't be read, the users that were known to be blocked stay
   * blocked, and others pass.
   */
  known(): Promise<IsDenied>;
  /** Reads the list before anybody asks. Never rejects. */
  ahead(): Promise<void>;
}

export type IsDenied = (user: CallersUser) => boolean;

const nobody: IsDenied = () => false;

/** For a stage without callers of signed-in users. */
export const noDenyList: DenyList = { known: async () => nobody, ahead: async () => {} };

export interface DenyListDependencies {
  readonly read: ReadSecret;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly log: (line: LogLine) => void;
}

/** @param ttlMs for how long the list is used without reading it again. */
export function denyList(ttlMs: number, { read, now, log }: DenyListDependencies): DenyList {
  /** A secret that is missing or holds something else counts as one that can't be read: never as an empty list. */
  async function load(): Promise<DeniedUsers> {
    try {
      const version = await read('AWSCURRENT');
      const denied = version && readDeniedUsers(version.value);
      if (denied === undefined) throw new NoDenyList();
      return denied;
    } catch (error) {
      // Logged here, because the list that was read before hides the outage.
      log({ level: 'error', message: 'deny list not readable', cause: causeOf(error) });
      throw error;
    }
  }

  const list = cached(load, { ttlMs, staleMs: Infinity }, now);

  return {
    known: () =>
      list.get().then(
        // By the time of each use, so that a block ends at its time and not at the next reading.
        (denied) => (user) => isDenied(denied, user, now()),
        () => nobody,
      ),
    ahead: list.ahead,
  };
}

class NoDenyList extends Error {
  override readonly name = 'NoDenyList';
}
