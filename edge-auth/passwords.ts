import { type CacheTimes, cached } from '../lambda/shared/secrets/cached.ts';
import { readCallerValue } from '../lambda/shared/secrets/caller-value.ts';
import { type Digest, digestOf } from '../lambda/shared/secrets/digest.ts';
import type { ReadSecret, SecretVersion } from '../lambda/shared/secrets/secrets-manager.ts';
import { causeOf, type LogLine } from '../lambda/shared/telemetry/log.ts';
import type { AcceptedPasswords } from './password-digest.ts';

/** A wrong password causes no reading of the secret within this time of the last one: guessing can't cause a flood. */
export const REREAD_MS = 5_000;

/** The passwords of one caller, from its secret. */
export interface CallerPasswords {
  /** Rejects when they can't be read and those that were read before are too old. */
  accepted(): Promise<AcceptedPasswords>;
  /**
   * For a password that doesn't match: it may be newer than the passwords that were read. Reads the secret again. Gives
   * undefined when the secret was just read, or can't be read: then the known passwords stay valid. So a request that
   * has waited for one reading never waits for a second.
   */
  acceptedNow(): Promise<AcceptedPasswords | undefined>;
  lastReading(): Reading;
}

export interface Reading {
  /** When it ended, in ms since 1970; -Infinity if the secret was never read. */
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
   * Whether a password is accepted while it is still pending, which takes seconds. A wrong password doesn't always
   * cause a new reading. Without this, a new password could be refused just after it has become the current one.
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
 * Keeps the digests of a caller's passwords. If the secret is missing, empty, malformed or another caller's, no
 * password is accepted. That is a definite answer; a secret that can't be read is a failure.
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
      // In parallel: from a distant region each reading takes long.
      const [current, previous, pending] = await Promise.all([
        read('AWSCURRENT'),
        read('AWSPREVIOUS'),
        takesPending ? read('AWSPENDING') : undefined,
      ]);
      lastReading = { at: now(), failed: false };
      const digest = digestIn(current, caller);
      if (current === undefined || digest === undefined) return undefined;
      // A pending version that is older than the current one was left over by a rotation: it is not the next password.
      const isNext = pending !== undefined && pending.createdAt > current.createdAt;
      return {
        current: digest,
        previous: digestIn(previous, caller),
        pending: isNext ? digestIn(pending, caller) : undefined,
        graceEndsAt: (current.inUseSince ?? current.createdAt) + graceMs,
      };
    } catch (error) {
      lastReading = { at: now(), failed: true };
      // Logged here, because the passwords that were read before may still be used and hide the outage.
      log({ level: 'error', message: 'password not readable', caller, cause: causeOf(error) });
      throw error;
    }
  }

  const secret = cached(load, times, now);

  function acceptedIn(held: Held | undefined): AcceptedPasswords {
    if (held === undefined) return [];
    // Checked at each use, so that the cache's TTL doesn't prolong the grace time.
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
