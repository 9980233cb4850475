import { inspect } from 'node:util';

/** All that can be seen of a value, for what must not be in it. */
export function everythingIn(value: unknown): string {
  return inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true });
}
