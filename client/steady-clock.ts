/** The machine's clocks and timers, passed in so that tests decide how time goes by. */
export interface Clocks {
  /** ms since 1970; may be wrong, and may be set at any time. */
  wall(): number;
  /** ms since some moment; never set, but stands still on many machines while they sleep. */
  monotonic(): number;
  /** Runs `then` once after `ms` on which the machine was awake. @returns what calls it off. */
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
 * Time that never goes slower than the true one, in ms: between two looks it goes by whichever clock went further. A
 * sleep shows on the wall clock, a wall clock that is put back shows on the monotonic one; only when both come between
 * two looks is it fooled, so it wants to be looked at often. A wall clock put forward makes it fast, which costs a
 * renewal too early.
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
