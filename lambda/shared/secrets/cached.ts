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

export interface Cached<T> {
  /**
   * The value, loaded if needed. If loading fails and the old value is too old, it rejects with the error of the load,
   * and with the same error while that is remembered.
   */
  get(): Promise<T>;
  /** Loads again, even if the value is fresh. Rejects with the error of the last load while that is remembered. */
  refresh(): Promise<T>;
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
  let loading: Promise<T> | undefined;

  /** A clock that was put back counts as one that went on: nothing is kept for longer. */
  const since = (at: number) => Math.abs(now() - at);

  async function loadAnew(): Promise<T> {
    try {
      const value = await load();
      held = { value, loadedAt: now(), times: timesOf(value) };
      memory.failure = undefined;
      return value;
    } catch (error) {
      memory.failure = { error, failedAt: now() };
      throw error;
    } finally {
      loading = undefined;
    }
  }

  async function refresh(): Promise<T> {
    const { failure } = memory;
    if (failure !== undefined && since(failure.failedAt) < RETRY_MS) throw failure.error;
    loading ??= loadAnew();
    return loading;
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

  return { get, refresh };
}
