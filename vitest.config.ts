import { defineConfig } from 'vitest/config';

/** Tests of the whole. What they load keeps what it is used for until the file ends, so each file loads its own. */
const whole = ['browser', 'commands', 'e2e'].map((folder) => `test/${folder}/**/*.test.ts`);

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
    globalSetup: ['test/support/scratch-folder.ts', 'test/support/assembly.ts'],
    // One more than the cores that there are at least: some tests wait.
    maxWorkers: 3,
    projects: [
      { test: { ...common, name: 'whole', include: whole } },
      // A worker loads what these share once for all of them: half of their time went by with loading.
      { test: { ...common, name: 'parts', include: ['test/**/*.test.ts'], exclude: whole, isolate: false } },
    ],
  },
});
