import type { Clocks } from '../../client/steady-clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * A machine and the world around it, in fake time. True time goes on always; the machine's monotonic clock and timers
 * stand still while it sleeps; its wall clock is off by whatever it was set to.
 */
export class SimulatedWorld {
  /** ms since 1970, and right. */
  trueTime = Date.UTC(2026, 0, 1);
  #awakeMs = 0;
  #wallOffset = 0;
  /** By awake time: they are the machine's. */
  readonly #timers = new Set<Timer>();
  /** By true time: they are the world's. */
  readonly #events = new Set<Timer>();
  #asleep = false;

  readonly clocks: Clocks = {
    wall: () => this.trueTime + this.#wallOffset,
    monotonic: () => this.#awakeMs,
    after: (ms, run) => {
      // Whole ms and at least one, as setTimeout does.
      const timer = { at: this.#awakeMs + Math.max(1, Math.ceil(ms)), run };
      this.#timers.add(timer);
      return () => this.#timers.delete(timer);
    },
  };

  setWallClock(offMs: number): void {
    this.#wallOffset = offMs;
  }

  sleep(): void {
    this.#asleep = true;
  }

  wake(): void {
    this.#asleep = false;
  }

  /** How many timers are set on the machine: each keeps a process of Node from ending. */
  get timers(): number {
    return this.#timers.size;
  }

  get isAsleep(): boolean {
    return this.#asleep;
  }

  /** Something of the world, such as an answer on its way; it waits for a machine that sleeps. */
  later(ms: number, run: () => void): void {
    this.#events.add({ at: this.trueTime + Math.ceil(ms), run });
  }

  /** Lets true time go by, event by event. */
  async run(ms: number): Promise<void> {
    const endsAt = this.trueTime + Math.ceil(ms);
    for (;;) {
      await settled();
      const next = this.#next();
      if (next === undefined || next.trueAt > endsAt) break;
      this.#goTo(next.trueAt);
      next.from.delete(next.timer);
      next.timer.run();
    }
    this.#goTo(endsAt);
    await settled();
  }

  #next(): { readonly trueAt: number; readonly timer: Timer; readonly from: Set<Timer> } | undefined {
    if (this.#asleep) return undefined;
    const timers = [...this.#timers].map((timer) => ({
      trueAt: this.trueTime + Math.max(0, timer.at - this.#awakeMs),
      timer,
      from: this.#timers,
    }));
    const events = [...this.#events].map((timer) => ({
      trueAt: Math.max(this.trueTime, timer.at),
      timer,
      from: this.#events,
    }));
    return [...timers, ...events].sort((a, b) => a.trueAt - b.trueAt)[0];
  }

  #goTo(trueAt: number): void {
    if (!this.#asleep) this.#awakeMs += trueAt - this.trueTime;
    this.trueTime = trueAt;
  }
}

/** All that promises have to do at this moment is done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}
