import type { LocalServer } from './listen.ts';

/** What a test takes away and gives back of a region. */
interface Regional {
  lose(): void;
  giveBack(): void;
}

/** The regions of a deployment: each can be lost with all that runs there. */
export class Regions {
  readonly #parts = new Map<string, Regional[]>();
  readonly #lost = new Set<string>();

  /** @param part of that region. */
  add(region: string, part: Regional): void {
    this.#parts.set(region, [...(this.#parts.get(region) ?? []), part]);
  }

  addServer(region: string, server: Pick<LocalServer, 'cutOff' | 'reconnect'>): void {
    this.add(region, { lose: () => server.cutOff(), giveBack: () => server.reconnect() });
  }

  isLost(region: string): boolean {
    return this.#lost.has(region);
  }

  /** @throws Error where nothing runs in the region. */
  lose(region: string): void {
    for (const part of this.#partsOf(region)) part.lose();
    this.#lost.add(region);
  }

  giveBack(region: string): void {
    for (const part of this.#partsOf(region)) part.giveBack();
    this.#lost.delete(region);
  }

  #partsOf(region: string): readonly Regional[] {
    const parts = this.#parts.get(region);
    if (parts !== undefined) return parts;
    throw new Error(`nothing runs in ${region}: there are ${[...this.#parts.keys()].join(', ')}`);
  }
}
