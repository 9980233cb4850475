export interface RetryPolicy {
  /** The most calls that are made, the first one included. */
  readonly attempts: number;
  /** The first pause is shorter than this. This limit doubles for each later pause. */
  readonly pauseMs: number;
  /** The time for all calls and pauses together. */
  readonly deadlineMs: number;
}

export interface RetryTools {
  readonly now: () => number;
  /** Like Math.random: from 0 to below 1. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Retries while the failure is temporary. Pauses grow, and each is a random part of its limit (full jitter), so that
 * many instances that failed at the same time don't retry at the same time.
 *
 * @param attempt gets the time that is left, in ms, at least 1.
 * @throws what the last attempt threw.
 */
export async function retry<T>(
  attempt: (leftMs: number) => Promise<T>,
  mayPass: (error: unknown) => boolean,
  policy: RetryPolicy,
  { now, random, sleep }: RetryTools,
): Promise<T> {
  const endsAt = now() + policy.deadlineMs;
  for (let made = 1; ; made += 1) {
    try {
      return await attempt(Math.max(1, endsAt - now()));
    } catch (error) {
      const pauseMs = random() * policy.pauseMs * 2 ** (made - 1);
      if (made >= policy.attempts || !mayPass(error) || now() + pauseMs >= endsAt) throw error;
      await sleep(pauseMs);
    }
  }
}
