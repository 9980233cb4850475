/**
 * Mutation tests: docs/mutation-testing.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    'edge-auth/*.ts',
    'lambda/{authorizer,rotate-origin,rotate-password,viewer-token}/*.ts',
    'lambda/shared/{http,rights,rotation,secrets}/*.ts',
    'lambda/shared/providers/{provider-keys,renewal,retry}.ts',
    'lambda/momento/{reuse-entry,token-source}.ts',
    'lambda/millicast/contract/stream-names.ts',
    'client/{client-of,keep-fresh,steady-clock}.ts',
    // These only put parts together, and run in the tests of the whole.
    '!**/handler.ts',
    '!lambda/{authorizer,rotate-origin}/options.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  // Stryker reads it with TypeScript's JavaScript API, which TypeScript 7 doesn't have. The tests need none.
  tsconfigFile: 'none',
  // The project is copied for each run: not what is secret or large.
  ignorePatterns: ['.env', 'cdk.out', 'certs', 'dist'],
  // A mutant that never ends is found by this. On a busy machine, 5 s more than usual say nothing.
  timeoutMS: 15_000,
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
};
