import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What every function's construct sets.
    env: { STAGE: 'test', LOG_SUBJECTS: 'true' },
    globalSetup: ['test/support/assembly.ts'],
    setupFiles: ['test/support/properties.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
