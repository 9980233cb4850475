import { inject } from 'vitest';
import { keepBundlesIn } from '../../lib/bundling/kept-bundles.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run keeps what it has bundled. */
    bundlesDir: string;
  }
}

// Every file that synthesizes a stage would bundle each function anew.
keepBundlesIn(inject('bundlesDir'));
