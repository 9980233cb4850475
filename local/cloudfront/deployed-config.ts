import type { Clock } from '../clock.ts';
import type { XmlElement } from '../xml.ts';
import { customHeadersIn } from './distribution-config.ts';

/** How many edge locations there are. A new configuration reaches them one after the other. */
const LOCATIONS = 10;

interface Update {
  readonly config: XmlElement;
  readonly headers: ReturnType<typeof customHeadersIn>;
  /** ms */
  readonly at: number;
}

/** A distribution's newest configuration, and the ones that edge locations have while an update is under way. */
export class DeployedConfig {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #propagationMs: number;
  /** From the newest one that every location has, to the newest of all. */
  #updates: readonly [Update, ...Update[]];
  #version = 1;
  #requests = 0;

  /** @param propagationMs how long an update takes until the last location has it. */
  constructor(config: XmlElement, clock: Pick<Clock, 'now'>, propagationMs: number) {
    this.#clock = clock;
    this.#propagationMs = propagationMs;
    this.#updates = [this.#update(config, Number.NEGATIVE_INFINITY)];
  }

  get config(): XmlElement {
    return this.#newest.config;
  }

  get etag(): string {
    return `E${this.#version}`;
  }

  get status(): 'InProgress' | 'Deployed' {
    return this.#hasReached(this.#newest, LOCATIONS) ? 'Deployed' : 'InProgress';
  }

  update(config: XmlElement): void {
    this.#version += 1;
    this.#updates = [...this.#updates, this.#update(config, this.#clock.now())];
  }

  /** The custom headers of a request to the origin. Each request comes in at another location than the one before. */
  customHeaders(originDomainName: string): ReadonlyMap<string, string> {
    while (this.#updates[1] !== undefined && this.#hasReached(this.#updates[1], LOCATIONS)) {
      this.#updates = this.#updates.slice(1) as [Update, ...Update[]];
    }
    this.#requests += 1;
    const location = (this.#requests % LOCATIONS) + 1;
    const there = this.#updates.findLast((update) => this.#hasReached(update, location));
    return (there ?? this.#updates[0]).headers.get(originDomainName) ?? new Map();
  }

  get #newest(): Update {
    return this.#updates.at(-1) as Update;
  }

  #hasReached(update: Update, location: number): boolean {
    return this.#clock.now() >= update.at + (this.#propagationMs * location) / LOCATIONS;
  }

  #update(config: XmlElement, at: number): Update {
    return { config, headers: customHeadersIn(config), at };
  }
}
