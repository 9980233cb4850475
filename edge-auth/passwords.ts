import * as v from 'valibot';
import { type CacheTimes, cached } from '../lambda/shared/cached.ts';
import { causeOf, type LogLine } from '../lambda/shared/log.ts';
import type { ReadSecret, SecretVersion } from '../lambda/shared/secrets-manager.ts';
import { type Digest, digestOf, type PasswordsInForce } from './password-digest.ts';

/**
 * How soon the secret is read again after it couldn't be read, or for a password that doesn't match. Longer than one
 * reading with its retry takes, so that a request never waits for two of them and stays within Lambda@Edge's 5 s.
 */
export const REREAD_MS = 5_000;

/** One caller's passwords, as they are in its secret. */
export interface CallerPasswords {
  /** Rejects when they can't be read and what was read before is too old. */
  inForce(): Promise<PasswordsInForce>;
  /**
   * For a password that doesn't match: it may be newer than what was read. Reads the secret again; undefined when that
   * was just done, or fails: then what was read before stands.
   */
  inForceAnew(): Promise<PasswordsInForce | undefined>;
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

interface Held {
  readonly current: Digest;
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
  { graceMs, ttlMs, staleMs }: PasswordTimes,
  { read, now, log }: PasswordDependencies,
): CallerPasswords {
  const times: CacheTimes = { ttlMs, staleMs, retryMs: REREAD_MS };
  let lastReadAt = Number.NEGATIVE_INFINITY;

  async function load(): Promise<Held | undefined> {
    try {
      // Both at once: one after the other would take twice as long from a far region.
      const [current, previous] = await Promise.all([read('AWSCURRENT'), read('AWSPREVIOUS')]);
      const digest = digestIn(current, caller);
      if (current === undefined || digest === undefined) return undefined;
      return { current: digest, previous: digestIn(previous, caller), graceEndsAt: current.createdAt + graceMs };
    } catch (error) {
      // Told here, because what was read before may go on serving and hide the outage.
      log({ level: 'error', message: 'password not readable', caller, cause: causeOf(error) });
      throw error;
    } finally {
      lastReadAt = now();
    }
  }

  const secret = cached(load, times, now);

  function inForceOf(held: Held | undefined): PasswordsInForce {
    if (held === undefined) return [];
    // Asked at each use, so that the grace time doesn't grow by the TTL.
    return held.previous !== undefined && now() < held.graceEndsAt ? [held.current, held.previous] : [held.current];
  }

  async function inForce(): Promise<PasswordsInForce> {
    return inForceOf(await secret.get());
  }

  async function inForceAnew(): Promise<PasswordsInForce | undefined> {
    if (now() - lastReadAt < REREAD_MS) return undefined;
    return secret.refresh().then(inForceOf, () => undefined);
  }

  return { inForce, inForceAnew };
}

/** What a caller's secret holds; Secrets Manager generates the password into it. */
const SecretValue = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ username: v.string(), password: v.pipe(v.string(), v.nonEmpty()) }),
);

function digestIn(version: SecretVersion | undefined, caller: string): Digest | undefined {
  const parsed = v.safeParse(SecretValue, version?.value);
  return parsed.success && parsed.output.username === caller ? digestOf(parsed.output.password) : undefined;
}
