/** A clock that stands until it is moved; ms since 1970. */
export class ManualClock {
  #now: number;

  constructor(startsAt = Date.UTC(2026, 0, 1)) {
    this.#now = startsAt;
  }

  readonly now = (): number => this.#now;

  advance(ms: number): void {
    this.#now += ms;
  }
}
