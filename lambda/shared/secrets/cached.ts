export interface CacheTimes {
  /** For how long a value is served without asking again. */
  readonly ttlMs: number;
  /** For how much longer it may be served when asking again fails. 0: not at all. */
  readonly staleMs: number;
}

/**
 * For how long a failed load is remembered. Until then nobody asks again: an outage is neither a flood for who is down
 * nor a wait for each who asks. `Retry-After` of an `unavailable` says the same.
 */
export const RETRY_MS = 5_000;

export interface Cached<T> {
  /**
   * The value, loaded if need be; rejects with the load's error when there is none young enough to serve, and with the
   * same one while that is remembered.
   */
  get(): Promise<T>;
  /** Loads anew, however young the value is; rejects with what the last load failed with while that is remembered. */
  refresh(): Promise<T>;
}

/**
 * Keeps what `load` gives, and what it fails with: one load for concurrent requests, and a bounded stale answer while
 * loading fails.
 *
 * @param times the same for every value, or told by the value just loaded.
 */
export function cached<T>(
  load: () => Promise<T>,
  times: CacheTimes | ((value: T) => CacheTimes),
  now: () => number,
): Cached<T> {
  const timesOf = typeof times === 'function' ? times : () => times;
  let held: { readonly value: T; readonly loadedAt: number; readonly times: CacheTimes } | undefined;
  let failure: { readonly error: unknown; readonly failedAt: number } | undefined;
  let loading: Promise<T> | undefined;

  async function loadAnew(): Promise<T> {
    try {
      const value = await load();
      held = { value, loadedAt: now(), times: timesOf(value) };
      failure = undefined;
      return value;
    } catch (error) {
      failure = { error, failedAt: now() };
      throw error;
    } finally {
      loading = undefined;
    }
  }

  async function refresh(): Promise<T> {
    if (failure !== undefined && now() - failure.failedAt < RETRY_MS) throw failure.error;
    loading ??= loadAnew();
    return loading;
  }

  async function get(): Promise<T> {
    if (held === undefined) return refresh();
    const { value, loadedAt, times } = held;
    const age = now() - loadedAt;
    if (age < times.ttlMs) return value;
    const mayServeStale = age < times.ttlMs + times.staleMs;
    return refresh().catch((error: unknown) => {
      if (mayServeStale) return value;
      throw error;
    });
  }

  return { get, refresh };
}
