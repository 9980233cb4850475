import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../../../api/errors.ts';

/**
 * Caches what is made with a provider's keys (a token, a connection) until the keys change. When the secret holds other
 * keys or none, the next request drops what was made with the old ones. It stays dropped, even if the old keys come
 * back.
 *
 * @param keys rejects with `not_configured` when there are none. While they can't be read, every request fails.
 * @param end releases what was made with old keys. No other request uses it: an instance handles one at a time.
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
