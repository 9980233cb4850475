import { defineConfig } from 'vitest/config';

/** Tests that leave nothing behind in the modules they load: each worker loads these once for all of them. */
const parts = [
  'api',
  'bench',
  'client',
  'cost',
  'edge-auth',
  'examples',
  'lambda',
  'lib',
  'soak',
  'support',
  'web',
].map((folder) => `test/${folder}/**/*.test.ts`);

const common = {
  // What every function's construct sets.
  env: { STAGE: 'test', LOG_SUBJECTS: 'true' },
  setupFiles: ['test/support/properties.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    // Not a project's, or it would synthesize once for each.
    globalSetup: ['test/support/assembly.ts'],
    // One more than the cores that there are at least: some tests wait.
    maxWorkers: 3,
    projects: [
      { test: { ...common, name: 'parts', include: parts, isolate: false } },
      { test: { ...common, name: 'whole', include: ['test/**/*.test.ts'], exclude: parts } },
    ],
  },
});
