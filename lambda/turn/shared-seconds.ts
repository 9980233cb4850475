import type { Lifetime } from '../shared/rights/lifetime.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** No step is more than three times the one before it, so a caller gets more than a third of what it asked for. */
const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/**
 * The longest lifetime that credentials are shared by, and that is no longer than this one. What the configuration says is given
 * exactly. What a request says is rounded down to one of a few steps: if requests could choose among many lifetimes,
 * the provider would be called for each.
 *
 * @param seconds from a minute up.
 * @param lifetime the caller’s.
 */
export function sharedSeconds(seconds: number, lifetime: Lifetime): number {
  const { default: usual, maximum } = lifetime;
  return Math.max(...[...STEPS, usual, maximum].filter((step) => step <= seconds));
}
