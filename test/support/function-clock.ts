import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangedAssembly } from './changed-assembly.ts';

/** The time that functions go by where they ask `Date.now`. It goes on like everybody's, and can be moved ahead. */
export class FunctionClock {
  readonly #file: string;
  #aheadMs = 0;

  /** @param functions those that go by it: how they are described. */
  constructor(assembly: ChangedAssembly, functions: readonly RegExp[]) {
    this.#file = join(assembly.dir, 'ahead-ms');
    this.advance(0);
    for (const description of functions) {
      assembly.wrap(
        description,
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
