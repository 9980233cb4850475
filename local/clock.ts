/** Time, passed to each part that needs it, so that tests can control it. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Runs `then` once, after `ms`. @returns a function that cancels it. */
  after(ms: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
