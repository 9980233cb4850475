export interface CacheTimes {
  /** For how long a value is served without asking again. */
  readonly ttlMs: number;
  /** For how much longer it may be served when asking again fails. 0: not at all. */
  readonly staleMs: number;
  /** After a failed load with a stale value at hand: how long before it is tried again, so that an outage isn't also slow. */
  readonly retryMs: number;
}

export interface Cached<T> {
  /** The value, loaded if need be; rejects with the load's error when there is none young enough to serve. */
  get(): Promise<T>;
  /** Loads anew, however young the value is. */
  refresh(): Promise<T>;
}

/**
 * Keeps what `load` gives: one load for concurrent requests, and a bounded stale answer while loading fails.
 *
 * @param times the same for every value, or told by the value just loaded.
 */
export function cached<T>(
  load: () => Promise<T>,
  times: CacheTimes | ((value: T) => CacheTimes),
  now: () => number,
): Cached<T> {
  const timesOf = typeof times === 'function' ? times : () => times;
  let held: { value: T; loadedAt: number; times: CacheTimes } | undefined;
  let loading: Promise<T> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  function refresh(): Promise<T> {
    loading ??= load()
      .then((value) => {
        held = { value, loadedAt: now(), times: timesOf(value) };
        return value;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  }

  async function get(): Promise<T> {
    if (held === undefined) return refresh();
    const { ttlMs, staleMs, retryMs } = held.times;
    const age = now() - held.loadedAt;
    if (age < ttlMs) return held.value;
    const mayServeStale = age < ttlMs + staleMs;
    if (mayServeStale && now() - failedAt < retryMs) return held.value;
    const stale = held.value;
    try {
      return await refresh();
    } catch (error) {
      failedAt = now();
      if (mayServeStale) return stale;
      throw error;
    }
  }

  return { get, refresh };
}
