/** How long a period is, in ms: functions in Lambda are seen to wait for the end of one of 20 ms. */
export const PERIOD_MS = 20;

/** With so much memory a function has one core. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const CORE_MB = 1_769;

/** During init: a whole core, whatever the memory is. */
export const INIT_SHARE = 1;

/** The share of a core that Lambda gives to a function after init. */
export function shareOf(memoryMb: number): number {
  return memoryMb / CORE_MB;
}

/** Nothing is looked at more often, in ms. */
const SHORTEST_MS = 0.2;

/** Less than this is what sums of fractions leave over. */
const NOTHING_MS = 1e-6;

export interface Verdict {
  readonly mayRun: boolean;
  /** When to look again, in ms from now. */
  readonly againInMs: number;
}

/**
 * Accounts a process's CPU time as Linux does with a quota (CFS bandwidth control): in each period it may use its share
 * and then stands still until the next one. What it doesn't use while it waits for the network is lost, as there. What
 * it used beyond the quota before anybody looked is a debt that later periods pay, so the share is right in the end.
 *
 * @see https://docs.kernel.org/scheduler/sched-bwc.html
 */
export class CpuQuota {
  readonly #quotaMs: number;
  readonly #periodMs: number;
  #leftMs: number;
  #usedMs: number;
  #periodAt: number;

  /**
   * @param share of a core; above 1 for more than one.
   * @param now in ms, by any clock.
   * @param usedMs the CPU time of the process so far.
   */
  constructor(share: number, now: number, usedMs: number, periodMs = PERIOD_MS) {
    this.#quotaMs = share * periodMs;
    this.#periodMs = periodMs;
    this.#leftMs = this.#quotaMs;
    this.#usedMs = usedMs;
    this.#periodAt = now;
  }

  look(now: number, usedMs: number): Verdict {
    this.#leftMs -= Math.max(0, usedMs - this.#usedMs);
    this.#usedMs = Math.max(this.#usedMs, usedMs);
    const periods = Math.floor((now - this.#periodAt) / this.#periodMs);
    this.#periodAt += periods * this.#periodMs;
    this.#leftMs = Math.min(this.#quotaMs, this.#leftMs + periods * this.#quotaMs);

    const periodEndsInMs = this.#periodAt + this.#periodMs - now;
    const mayRun = this.#leftMs > NOTHING_MS;
    const againInMs = mayRun
      ? // A process with one busy thread can't use it up earlier.
        Math.min(this.#leftMs, periodEndsInMs)
      : periodEndsInMs + Math.floor(Math.max(0, -this.#leftMs) / this.#quotaMs) * this.#periodMs;
    return { mayRun, againInMs: Math.max(SHORTEST_MS, againInMs) };
  }
}
