import { defineConfig } from 'vitest/config';

/** They change what is the process's own (its environment, whom an SDK asks), so each file has a process to itself. */
const commands = ['test/commands/**/*.test.ts'];

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
      { test: { ...common, name: 'commands', include: commands } },
      // A worker loads what these share once for all of them, which is half of the time that they would take.
      { test: { ...common, name: 'all else', include: ['test/**/*.test.ts'], exclude: commands, isolate: false } },
    ],
  },
});
