import { defineConfig } from 'vitest/config';

/** The tests of parts, for `npx stryker run`: what needs no assembly, no browser and no bundle. */
export default defineConfig({
  test: {
    include: ['test/{client,edge-auth,lambda}/**/*.test.ts'],
    // A bundle has all mutants in it at once, so neither its size nor what it does says anything of one.
    exclude: ['test/**/bundle.test.ts', 'test/client/{build-client,package}.test.ts', 'test/lambda/conformance/**'],
    env: { STAGE: 'test', LOG_SUBJECTS: 'true' },
    globalSetup: ['test/support/scratch-folder.ts'],
    setupFiles: ['test/support/properties.ts'],
    testTimeout: 30_000,
  },
});
