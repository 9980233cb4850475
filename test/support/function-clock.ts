import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangedAssembly } from './changed-assembly.ts';

/** The time that functions go by where they ask `Date.now`. It goes on like everybody's, and can be moved ahead. */
export class FunctionClock {
  readonly #file: string;
  #aheadMs = 0;

  /** @param functions the ids of those that go by it. */
  constructor(assembly: ChangedAssembly, functions: readonly string[]) {
    this.#file = join(assembly.dir, 'ahead-ms');
    this.advance(0);
    for (const id of functions) {
      assembly.wrap(
        id,
        `import { readFileSync } from 'node:fs';
        const now = Date.now;
        Date.now = () => now() + Number(readFileSync(${JSON.stringify(this.#file)}, 'utf8'));
        export const { handler } = await import('./real.mjs');`,
      );
    }
  }

  /** As functions see it, in ms since 1970. */
  readonly now = (): number => Date.now() + this.#aheadMs;

  advance(ms: number): void {
    this.#aheadMs += ms;
    writeFileSync(this.#file, String(this.#aheadMs));
  }
}
