import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../../../api/errors.ts';

/**
 * Keeps what is made of keys (a token, a connection) for as long as these are the keys. When others have taken their
 * place, or the secret holds none any more, the next request finds nothing of the old ones; nor does a later one, should
 * they come back.
 *
 * @param keys rejects with `not_configured` where there are none. While they can't be read, nobody gets what was made.
 * @param end lets go of what was made of keys that count no longer. No request uses it then: an instance has one at a time.
 */
export function cachedByKeys<K, T>(
  keys: () => Promise<K>,
  make: (keys: K) => T,
  end: (made: T) => void = () => {},
): () => Promise<T> {
  let held: { readonly keys: K; readonly made: T } | undefined;

  function drop(): void {
    if (held !== undefined) end(held.made);
    held = undefined;
  }

  return async () => {
    const current = await keys().catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'not_configured') drop();
      throw error;
    });
    if (held === undefined || !isDeepStrictEqual(held.keys, current)) {
      drop();
      held = { keys: current, made: make(current) };
    }
    return held.made;
  };
}
