import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where tests put what they write. */
    scratchDir: string;
  }
}

/** An empty folder that goes when all tests are done. */
export function temporaryFolder(name = 'test'): string {
  return mkdtempSync(join(inject('scratchDir'), `${name}-`));
}
