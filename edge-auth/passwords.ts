import { type CacheTimes, cached } from '../lambda/shared/secrets/cached.ts';
import { readCallerValue } from '../lambda/shared/secrets/caller-value.ts';
import { type Digest, digestOf } from '../lambda/shared/secrets/digest.ts';
import type { ReadSecret, SecretVersion } from '../lambda/shared/secrets/secrets-manager.ts';
import { causeOf, type LogLine } from '../lambda/shared/telemetry/log.ts';
import type { AcceptedPasswords } from './password-digest.ts';

/** How soon the secret is read again for a password that doesn't match: guesses cause no flood. */
export const REREAD_MS = 5_000;

/** One caller's passwords, as they are in its secret. */
export interface CallerPasswords {
  /** Rejects when they can't be read and what was read before is too old. */
  accepted(): Promise<AcceptedPasswords>;
  /**
   * For a password that doesn't match: it may be newer than what was read. Reads the secret again; undefined when that
   * was just done, or fails: then what was read before stands. A request that has waited for a reading never waits for
   * another one here.
   */
  acceptedNow(): Promise<AcceptedPasswords | undefined>;
  lastReading(): Reading;
}

export interface Reading {
  /** When it ended, in ms since 1970; -Infinity where the secret was never read. */
  readonly at: number;
  readonly failed: boolean;
}

export interface PasswordDependencies {
  /** Reads the caller's secret. */
  readonly read: ReadSecret;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly log: (line: LogLine) => void;
}

export interface PasswordTimes {
  readonly graceMs: number;
  readonly ttlMs: number;
  readonly staleMs: number;
}

export interface PasswordOptions extends PasswordTimes {
  /**
   * Whether a password counts already while it is pending, which is a matter of seconds. The secret is not read again at
   * every wrong password, so without this a password could be refused in the first moments of its being current.
   */
  readonly takesPending: boolean;
}

interface Held {
  readonly current: Digest;
  readonly pending: Digest | undefined;
  readonly previous: Digest | undefined;
  /** When the previous password ends, in ms since 1970. */
  readonly graceEndsAt: number;
}

/**
 * Holds a caller's passwords as digests. A secret that is missing, empty, malformed or another caller's lets nobody in:
 * that is an answer, unlike a secret that can't be read.
 */
export function callerPasswords(
  caller: string,
  { graceMs, ttlMs, staleMs, takesPending }: PasswordOptions,
  { read, now, log }: PasswordDependencies,
): CallerPasswords {
  const times: CacheTimes = { ttlMs, staleMs };
  let lastReading: Reading = { at: Number.NEGATIVE_INFINITY, failed: false };

  async function load(): Promise<Held | undefined> {
    try {
      // All at once: one after the other would take as many times as long from a far region.
      const [current, previous, pending] = await Promise.all([
        read('AWSCURRENT'),
        read('AWSPREVIOUS'),
        takesPending ? read('AWSPENDING') : undefined,
      ]);
      lastReading = { at: now(), failed: false };
      const digest = digestIn(current, caller);
      if (current === undefined || digest === undefined) return undefined;
      // An older one is no password to come but one that was: its label was left behind.
      const isToCome = pending !== undefined && pending.createdAt > current.createdAt;
      return {
        current: digest,
        previous: digestIn(previous, caller),
        pending: isToCome ? digestIn(pending, caller) : undefined,
        graceEndsAt: (current.inUseSince ?? current.createdAt) + graceMs,
      };
    } catch (error) {
      lastReading = { at: now(), failed: true };
      // Told here, because what was read before may go on serving and hide the outage.
      log({ level: 'error', message: 'password not readable', caller, cause: causeOf(error) });
      throw error;
    }
  }

  const secret = cached(load, times, now);

  function acceptedIn(held: Held | undefined): AcceptedPasswords {
    if (held === undefined) return [];
    // Asked at each use, so that the grace time doesn't grow by the TTL.
    const previous = now() < held.graceEndsAt ? held.previous : undefined;
    return [held.current, ...[held.pending, previous].filter((digest) => digest !== undefined)];
  }

  async function accepted(): Promise<AcceptedPasswords> {
    return acceptedIn(await secret.get());
  }

  async function acceptedNow(): Promise<AcceptedPasswords | undefined> {
    if (now() - lastReading.at < REREAD_MS) return undefined;
    return secret.refresh().then(acceptedIn, () => undefined);
  }

  return { accepted, acceptedNow, lastReading: () => lastReading };
}

function digestIn(version: SecretVersion | undefined, caller: string): Digest | undefined {
  const held = readCallerValue(version?.value);
  return held?.username === caller ? digestOf(held.password) : undefined;
}
