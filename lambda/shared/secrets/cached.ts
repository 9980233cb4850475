import { AHEAD_MS } from './ahead.ts';

export interface CacheTimes {
  /** For how long a value is used without loading it again. */
  readonly ttlMs: number;
  /** For how much longer it may be used while loading fails. 0: not at all. */
  readonly staleMs: number;
}

/**
 * For how long a failed load is remembered. Until then there is no new attempt: during an outage the service isn't
 * flooded, and callers needn't wait each time. The `Retry-After` of `unavailable` is the same time.
 */
export const RETRY_MS = 5_000;

/**
 * After this time nobody waits for a load any more. None takes so long, unless Lambda has frozen the function meanwhile:
 * then its connection is gone.
 */
export const GIVEN_UP_MS = 10_000;

export interface Cached<T> {
  /**
   * The value, loaded if needed. If loading fails and the old value is too old, it rejects with the error of the load,
   * and with the same error while that is remembered.
   */
  get(): Promise<T>;
  /** Loads again, even if the value is fresh. Rejects with the error of the last load while that is remembered. */
  refresh(): Promise<T>;
  /**
   * Loads before anybody asks. Never rejects. That it failed isn't remembered: who asks then, or is waiting for it, has it
   * loaded again. When the start doesn't wait for it any more, nobody does: a request would wait for two loads.
   */
  ahead(): Promise<void>;
}

/** How the last load failed; empty where it didn't. */
export interface FailureMemory {
  failure?: { readonly error: unknown; readonly failedAt: number } | undefined;
}

/**
 * Caches the result of `load`, and its error. Concurrent requests share one load. While loading fails, the old value is
 * still used for a limited time.
 *
 * @param times the same for every value, or computed from the loaded value.
 * @param memory of several caches where one service loads all of them: what one of them finds failing, none asks for.
 */
export function cached<T>(
  load: () => Promise<T>,
  times: CacheTimes | ((value: T) => CacheTimes),
  now: () => number,
  memory: FailureMemory = {},
): Cached<T> {
  const timesOf = typeof times === 'function' ? times : () => times;
  let held: { readonly value: T; readonly loadedAt: number; readonly times: CacheTimes } | undefined;
  let loading: { readonly value: Promise<T>; readonly startedAt: number; readonly isAhead: boolean } | undefined;

  /** A clock that was put back counts as one that went on: nothing is kept for longer. */
  const since = (at: number) => Math.abs(now() - at);

  const isWaitedFor = ({ startedAt, isAhead }: NonNullable<typeof loading>) =>
    since(startedAt) < (isAhead ? AHEAD_MS : GIVEN_UP_MS);

  function begin(isAhead: boolean) {
    const startedAt = now();
    const begun = { value: loadAnew(), startedAt, isAhead };
    loading = begun;
    return begun;

    async function loadAnew(): Promise<T> {
      try {
        const value = await load();
        // Its age counts from before the load: across a freeze, that may be hours ago.
        if (loading === begun) held = { value, loadedAt: startedAt, times: timesOf(value) };
        memory.failure = undefined;
        return value;
      } catch (error) {
        if (!isAhead) memory.failure = { error, failedAt: now() };
        throw error;
      } finally {
        if (loading === begun) loading = undefined;
      }
    }
  }

  async function refresh(): Promise<T> {
    const { failure } = memory;
    if (failure !== undefined && since(failure.failedAt) < RETRY_MS) throw failure.error;
    const { value, isAhead } = loading !== undefined && isWaitedFor(loading) ? loading : begin(false);
    return isAhead ? value.catch(refresh) : value;
  }

  async function get(): Promise<T> {
    if (held === undefined) return refresh();
    const { value, loadedAt, times } = held;
    const age = since(loadedAt);
    if (age < times.ttlMs) return value;
    const mayServeStale = age < times.ttlMs + times.staleMs;
    return refresh().catch((error: unknown) => {
      if (mayServeStale) return value;
      throw error;
    });
  }

  async function ahead(): Promise<void> {
    await begin(true).value.catch(() => {});
  }

  return { get, refresh, ahead };
}
