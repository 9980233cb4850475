import { readCallerValue } from '../lambda/shared/secrets/caller-value.ts';
import { currentFirst, type OtherStage, type Versions } from '../lambda/shared/secrets/current-first.ts';
import { type Digest, digestOf } from '../lambda/shared/secrets/digest.ts';
import type { ReadSecret, SecretVersion, VersionStage } from '../lambda/shared/secrets/secrets-manager.ts';
import { causeOf, type LogLine } from '../lambda/shared/telemetry/log.ts';
import type { AcceptedPasswords } from './password-digest.ts';

/** The passwords of one caller, from its secret. */
export interface CallerPasswords {
  /**
   * The current password, and the others if some request has needed them. Rejects when they can't be read and those that
   * were read before are too old.
   */
  accepted(): Promise<AcceptedPasswords>;
  /**
   * For a password that doesn't match: it may be another than the current one, or newer than what was read. Reads all
   * of the secret. Gives undefined when all of it was just read, or can't be read: then the known passwords stay valid.
   */
  acceptedNow(): Promise<AcceptedPasswords | undefined>;
  /** Reads the current password before anybody asks. Never rejects. */
  ahead(): Promise<void>;
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

interface Password {
  readonly digest: Digest;
  /** In ms since 1970, as the next one. */
  readonly createdAt: number;
  /** When the password before this one ends, if this is the current one. */
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
  let lastReading: Reading = { at: Number.NEGATIVE_INFINITY, failed: false };

  async function readAll(stages: readonly VersionStage[]): Promise<(Password | undefined)[]> {
    try {
      // In parallel: from a distant region each reading takes long.
      const versions = await Promise.all(stages.map(read));
      lastReading = { at: now(), failed: false };
      return versions.map(passwordIn);
    } catch (error) {
      lastReading = { at: now(), failed: true };
      // Logged here, because the passwords that were read before may still be used and hide the outage.
      log({ level: 'error', message: 'password not readable', caller, cause: causeOf(error) });
      throw error;
    }
  }

  function passwordIn(version: SecretVersion | undefined): Password | undefined {
    const held = readCallerValue(version?.value);
    if (version === undefined || held?.username !== caller) return undefined;
    const { createdAt, inUseSince = createdAt } = version;
    return { digest: digestOf(held.password), createdAt, graceEndsAt: inUseSince + graceMs };
  }

  function othersOf(current: Password | undefined): OtherStage[] {
    if (current === undefined) return [];
    return [...(takesPending ? ['AWSPENDING' as const] : []), ...(isGrace(current) ? ['AWSPREVIOUS' as const] : [])];
  }

  /** Checked at each use, so that the cache's TTL doesn't prolong the grace time. */
  function isGrace({ graceEndsAt }: Password): boolean {
    return now() < graceEndsAt;
  }

  function acceptedIn({ current, others }: Versions<Password | undefined>): AcceptedPasswords {
    if (current === undefined) return [];
    const { AWSPENDING: pending, AWSPREVIOUS: previous } = others;
    // A pending version that is older than the current one was left over by a rotation: it is not the next password.
    const next = pending !== undefined && pending.createdAt > current.createdAt ? pending : undefined;
    const before = isGrace(current) ? previous : undefined;
    return [current, next, before].flatMap((password) => (password === undefined ? [] : [password.digest]));
  }

  const secret = currentFirst(readAll, othersOf, { ttlMs, staleMs }, now);

  return {
    accepted: async () => acceptedIn(await secret.known()),
    acceptedNow: () =>
      secret.all().then(
        (versions) => versions && acceptedIn(versions),
        () => undefined,
      ),
    ahead: secret.ahead,
    lastReading: () => lastReading,
  };
}
