import type { MomentoKeys } from './keys.ts';
import type { Momento } from './momento.ts';

/** Keeps one connection for all requests, and makes another when the API key has changed. */
export function connection(
  keys: () => Promise<MomentoKeys>,
  connect: (apiKey: string) => Promise<Momento>,
): () => Promise<{ readonly apiKey: string; readonly momento: Momento }> {
  let held: { readonly apiKey: string; readonly momento: Momento } | undefined;
  return async () => {
    const { apiKey } = await keys();
    if (held?.apiKey !== apiKey) held = { apiKey, momento: await connect(apiKey) };
    return held;
  };
}
