import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';

/**
 * Browsers, packing and installing, compilers and linters of others, and most of what starts whole stages:
 * vitest.acceptance.config.ts runs these.
 */
export const acceptance = [
  'test/api/openapi-linters.test.ts',
  'test/api/openapi-types.test.ts',
  'test/browser/**/*.test.ts',
  'test/client/build-client.test.ts',
  'test/commands/on-localhost.test.ts',
  'test/commands/verify/{command,deployed,other-stage,projects,protections,signed-in}.test.ts',
  // `npm test` has those that say of every route what it gives to whom.
  'test/e2e/!(client|credentials|origin|vending).test.ts',
  'test/lib/findings.test.ts',
  'test/local/synthesize.test.ts',
  'test/package/**/*.test.ts',
  'test/rotation/under-load.test.ts',
];

/** What both have. */
export const own = defineConfig({
  // Examples import the package by its name.
  resolve: {
    alias: Object.entries({ stagepass: 'lib/index.ts', 'stagepass/config': 'lib/config/define-config.ts' }).map(
      ([name, file]) => ({ find: new RegExp(`^${name}$`), replacement: fileURLToPath(new URL(file, import.meta.url)) }),
    ),
  },
  test: {
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

export default mergeConfig(own, {
  test: { include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ...acceptance] },
});
