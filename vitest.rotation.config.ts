import { defineConfig } from 'vitest/config';

/** What takes minutes, since it waits as long as it would in AWS: `npm run test:rotation`. */
export default defineConfig({
  test: {
    include: ['test/rotation/soak.ts'],
    globalSetup: ['test/support/scratch-folder.ts'],
    setupFiles: ['test/support/properties.ts'],
    testTimeout: 30 * 60_000,
    hookTimeout: 60_000,
  },
});
