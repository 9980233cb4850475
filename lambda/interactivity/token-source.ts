import type { InteractivityToken } from '../../api/interactivity.ts';
import { cached } from '../shared/cached.ts';
import type { ProviderToken } from './provider.ts';

/** A new token is asked for this long before the old one ends, or in the last tenth of a short-lived one. */
const MARGIN_MS = 5 * 60_000;

/** While a renewal fails and the old token still lives, this is how often the provider is asked again. */
const RETRY_MS = 10_000;

/**
 * The token belongs to the application, not to a user, so one serves every caller until shortly before it ends.
 *
 * @param request asks the provider for a new token.
 * @param now in ms since 1970.
 * @returns the token with what remains of its life; rejects as `request` does when there is none that still lives.
 */
export function tokenSource(
  request: () => Promise<ProviderToken>,
  now: () => number,
): () => Promise<InteractivityToken> {
  const held = cached(
    async () => {
      // Its life began after we asked: counted from here, it never ends before we say.
      const askedAt = now();
      const token = await request();
      return { token, expiresAt: askedAt + token.expires_in * 1000 };
    },
    ({ token, expiresAt }) => {
      const marginMs = Math.min(MARGIN_MS, token.expires_in * 100);
      return { ttlMs: expiresAt - now() - marginMs, staleMs: marginMs, retryMs: RETRY_MS };
    },
    now,
  );
  return async () => {
    const { token, expiresAt } = await held.get();
    return {
      ...token,
      expires_in: Math.max(0, Math.floor((expiresAt - now()) / 1000)),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  };
}
