function unusedInTheBundle(): never {
  throw new Error(
    'this part of a package isn’t in the bundle: see the left-out.ts of its function, or lib/bundling/left-out.ts',
  );
}

/**
 * Stands for a module that a package loads and our functions never call: a server, a client of another service, a logger.
 * While it loads, a package may pick parts out of it, extend them and make one of each; whoever calls one fails.
 */
export const unused: unknown = new Proxy(unusedInTheBundle, {
  get: (part, name) => (name === 'prototype' ? part.prototype : unused),
  construct: () => ({}),
});
