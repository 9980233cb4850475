/** The machine's clocks and timers, passed in so that tests can control them. */
export interface Clocks {
  /** ms since 1970; may be wrong, and may be set at any time. */
  wall(): number;
  /** ms since some moment. It is never set, but on many machines it stops while they sleep. */
  monotonic(): number;
  /** Runs `then` once, after `ms` without the time asleep. @returns a function that cancels it. */
  after(ms: number, then: () => void): () => void;
}

export const machineClocks: Clocks = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * A clock, in ms, that doesn't go slower than real time: at each reading it advances by the larger step of the two
 * clocks. The wall clock goes on during sleep; the monotonic one isn't affected when the wall clock is set back. The
 * result is slow only if both happen between two readings, so it must be read often. If the wall clock is set forward,
 * the result is fast, and a token is renewed too early.
 */
export function steadyClock({ wall, monotonic }: Clocks): () => number {
  let last = { wall: wall(), monotonic: monotonic() };
  let now = 0;
  return () => {
    const next = { wall: wall(), monotonic: monotonic() };
    now += Math.max(0, next.wall - last.wall, next.monotonic - last.monotonic);
    last = next;
    return now;
  };
}
