import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Examples import the package by its name.
  resolve: {
    alias: Object.entries({ stagepass: 'lib/index.ts', 'stagepass/config': 'lib/config/define-config.ts' }).map(
      ([name, file]) => ({ find: new RegExp(`^${name}$`), replacement: fileURLToPath(new URL(file, import.meta.url)) }),
    ),
  },
  test: {
    include: ['test/**/*.test.ts'],
    // What every function's construct sets, on a stage where all metrics are read.
    env: { STAGE: 'test', LOG_SUBJECTS: 'true', METRICS: 'ProviderErrors,ProviderLatency,Refused,Vended' },
    globalSetup: ['test/support/scratch-folder.ts', 'test/support/built-client.ts', 'test/support/assembly.ts'],
    setupFiles: ['test/support/properties.ts'],
    // A worker loads and bundles once what its files share, which is half of the time that they would take.
    isolate: false,
    // One more than the cores that there are at least: some tests wait.
    maxWorkers: 3,
    // A busy machine takes several times as long; what hangs still ends.
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
