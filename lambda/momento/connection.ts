import { cachedByKeys } from '../shared/providers/cached-by-keys.ts';
import type { MomentoKeys } from './keys.ts';
import type { Momento } from './momento.ts';

/** Keeps one connection for all requests. When the API key changes, it opens a new one and closes the old one. */
export function connection(
  keys: () => Promise<MomentoKeys>,
  connect: (apiKey: string) => Momento,
): () => Promise<{ readonly apiKey: string; readonly momento: Momento }> {
  return cachedByKeys(
    keys,
    ({ apiKey }) => ({ apiKey, momento: connect(apiKey) }),
    ({ momento }) => momento.close(),
  );
}
