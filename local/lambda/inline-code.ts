import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes inline code of templates to temporary folders, so that it can be run. */
export class InlineCode {
  #dir: string | undefined;

  /** @returns a folder with the code in `index.js`, CloudFormation's name for it. */
  readonly write = (code: string): string => {
    this.#dir ??= mkdtempSync(join(tmpdir(), 'inline-code-'));
    const folder = join(this.#dir, createHash('sha256').update(code).digest('hex'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), code);
    return folder;
  };

  close(): void {
    if (this.#dir !== undefined) rmSync(this.#dir, { recursive: true, force: true });
  }
}
