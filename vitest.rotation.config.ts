import { defineConfig } from 'vitest/config';

/** What takes minutes, since it waits as long as it would in AWS or tries many courses: `npm run test:rotation`. */
export default defineConfig({
  test: {
    include: ['test/rotation/soak.ts', 'test/rotation/under-load.test.ts'],
    env: { STAGE: 'test', LOG_SUBJECTS: 'true', SEEDS: '1,2,3,4,5,6,7,8' },
    globalSetup: ['test/support/scratch-folder.ts'],
    setupFiles: ['test/support/properties.ts'],
    testTimeout: 30 * 60_000,
    hookTimeout: 60_000,
  },
});
