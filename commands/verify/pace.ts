import { setTimeout } from 'node:timers/promises';
import type { UsageLimit } from '../../lib/config/caller.ts';

/** More than the checks ask as one caller. A limit that lets so many through at once needs no waiting. */
const MOST_REQUESTS = 100;

/** Others may ask as the same caller meanwhile, and requests don't arrive as evenly as they are sent. */
const SHARE = 0.8;

/** Waits so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<unknown>;

/**
 * Keeps requests below limits, so that checks don't fail for being too fast.
 *
 * @param limits that count them.
 * @returns what to await before each request: they go one after the other.
 */
export function paceBelow(limits: readonly UsageLimit[], wait: Wait = setTimeout): () => Promise<unknown> {
  const rates = limits.flatMap(({ rate, burst = rate }) =>
    rate === undefined || burst === undefined || burst >= MOST_REQUESTS ? [] : [rate],
  );
  if (rates.length === 0) return () => Promise.resolve();
  const milliseconds = 1000 / (Math.min(...rates) * SHARE);
  let next: Promise<unknown> = Promise.resolve();
  return () => {
    const turn = next;
    next = turn.then(() => wait(milliseconds));
    return turn;
  };
}
