/** Time, passed in wherever the runner needs it, so that tests decide how it goes by. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Runs `then` once, after `ms`. @returns what calls it off. */
  after(ms: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
