interface Waiting {
  readonly at: number;
  readonly resume: () => void;
}

/** Time that jumps to whatever is to happen next, so that days of it pass in seconds. ms since 1970. */
export class VirtualTime {
  #now = Date.UTC(2026, 0, 1);
  #waiting: Waiting[] = [];

  readonly now = (): number => this.#now;

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((resume) => {
      const waiting = { at: this.#now + ms, resume };
      const later = this.#waiting.findLastIndex(({ at }) => at <= waiting.at);
      this.#waiting.splice(later + 1, 0, waiting);
    });

  readonly after = (ms: number, then: () => void): (() => void) => {
    let isCancelled = false;
    void this.sleep(ms).then(() => isCancelled || then());
    return () => {
      isCancelled = true;
    };
  };

  /** Runs until the work is done. What else is waiting then never goes on. */
  async until<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const settled = work.finally(() => {
      done = true;
    });
    settled.catch(() => {});
    for (;;) {
      // All that can go on without waiting does so first.
      await new Promise(setImmediate);
      if (done) return settled;
      const next = this.#waiting.shift();
      if (next === undefined) throw new Error('everything waits for something that never happens');
      this.#now = next.at;
      next.resume();
    }
  }
}
