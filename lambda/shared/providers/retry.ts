export interface RetryPolicy {
  /** How many calls are made at most, the first one included. */
  readonly attempts: number;
  /** The first pause is shorter than this; each later one may be twice as long as the one before. */
  readonly pauseMs: number;
  /** The time all calls and pauses have together. */
  readonly deadlineMs: number;
}

export interface RetryTools {
  readonly now: () => number;
  /** As Math.random: from 0 to below 1. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Calls again while the failure is one that may pass. Pauses grow and are random over their whole length (full jitter),
 * so that many instances that failed together don't come back together.
 *
 * @param attempt gets the time that is left for it, in ms, 1 or more.
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
