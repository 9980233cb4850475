/** API Gateway's limit for one method of a stage. */
export interface Throttling {
  /** Requests per second, in the long run. */
  readonly rate: number;
  /** Requests at once: what the bucket holds. */
  readonly burst: number;
}

/**
 * A token bucket: full at first, filled at the rate, and every request takes one.
 * @param now ms
 */
export function tokenBucket({ rate, burst }: Throttling, now: () => number): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return function take() {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * rate);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
