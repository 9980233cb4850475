import { cachedByKeys } from '../shared/providers/cached-by-keys.ts';
import { mayBeRenewed } from '../shared/providers/renewal.ts';
import { cached } from '../shared/secrets/cached.ts';
import type { InteractivityToken } from './contract.ts';
import type { AccessTokenResponse } from './request-token.ts';

/** A new token is asked for this long before the old one ends, or in the last tenth of a short-lived one. */
const MARGIN_MS = 5 * 60_000;

/**
 * The token belongs to the application, not to a user, so one serves every caller until shortly before it ends, or until
 * the keys it was made by are no longer ours.
 *
 * @param request asks the provider for a new token.
 * @param now in ms since 1970.
 * @returns the token with what remains of its life; rejects as `keys` and `request` do when there is none that still
 *   lives. `renew` says that the token the caller has was refused: then it is another one, or the failure to get one.
 */
export function tokenSource<K>(
  keys: () => Promise<K>,
  request: (keys: K) => Promise<AccessTokenResponse>,
  now: () => number,
): (renew?: boolean) => Promise<InteractivityToken> {
  const tokenOf = cachedByKeys(keys, (current) =>
    cached(
      async () => {
        // Its life began after we asked: counted from here, it never ends before we say.
        const madeAt = now();
        const token = await request(current);
        return { token, madeAt, expiresAt: madeAt + token.expires_in * 1000 };
      },
      ({ token, expiresAt }) => {
        const marginMs = Math.min(MARGIN_MS, token.expires_in * 100);
        return { ttlMs: expiresAt - now() - marginMs, staleMs: marginMs };
      },
      now,
    ),
  );
  return async (renew = false) => {
    const held = await tokenOf();
    const kept = await held.get();
    const { token, expiresAt } = renew && mayBeRenewed(kept, now()) ? await held.refresh() : kept;
    return {
      ...token,
      expires_in: Math.max(0, Math.floor((expiresAt - now()) / 1000)),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  };
}
