function unusedInTheBundle(): never {
  throw new Error(
    'this part of a package isn’t in the bundle: see the left-out.ts of its function, or lib/bundling/left-out.ts',
  );
}

/**
 * Replaces a module that a package loads but our functions never call: a server, a client of another service, a logger.
 * While a package loads, it may read members of the module, extend its classes and make instances. Calling a function
 * of it throws.
 */
export const unused: unknown = new Proxy(unusedInTheBundle, {
  get: (part, name) => (name === 'prototype' ? part.prototype : unused),
  construct: () => ({}),
});
