import type { Identity } from '../shared/identity/caller-header.ts';
import { cachedByKeys } from '../shared/providers/cached-by-keys.ts';
import { keptByUser } from '../shared/providers/kept-by-user.ts';
import { mayBeRenewed } from '../shared/providers/renewal.ts';
import { cached, type FailureMemory } from '../shared/secrets/cached.ts';
import type { InteractivityToken } from './contract.ts';
import type { AccessTokenResponse } from './request-token.ts';

/** A new token is requested this long before the old one ends. For a short-lived one: in the last tenth of its life. */
const MARGIN_MS = 5 * 60_000;

/**
 * The token is for the application, not for a user. So all callers with a password get the same one until shortly before
 * it ends, or until the keys change. A signed-in user gets one that nobody else has, so that it says who passed it on.
 *
 * @param request asks the provider for a new token.
 * @param now in ms since 1970.
 * @returns a function that gives the token with its remaining lifetime. It rejects like `keys` and `request` when no
 *   token is valid any more. `renew: true` says that the caller's token was refused: it then gives a new one or
 *   rejects.
 */
export function tokenSource<K>(
  keys: () => Promise<K>,
  request: (keys: K) => Promise<AccessTokenResponse>,
  now: () => number,
): (identity: Identity, renew?: boolean) => Promise<InteractivityToken> {
  const tokensOf = cachedByKeys(keys, (current) => {
    const failures: FailureMemory = {};
    const load = () =>
      cached(
        async () => {
          // The token's life starts after the request. Counted from before it, the token never ends earlier than we say.
          const madeAt = now();
          const token = await request(current);
          return { token, madeAt, expiresAt: madeAt + token.expires_in * 1000 };
        },
        ({ token, expiresAt }) => {
          const marginMs = Math.min(MARGIN_MS, token.expires_in * 100);
          return { ttlMs: expiresAt - now() - marginMs, staleMs: marginMs };
        },
        now,
        failures,
      );
    return keptByUser(load);
  });
  return async (identity, renew = false) => {
    const held = (await tokensOf())(identity);
    const kept = await held.get();
    const { token, expiresAt } = renew && mayBeRenewed(kept, now()) ? await held.refresh() : kept;
    return {
      ...token,
      expires_in: Math.max(0, Math.floor((expiresAt - now()) / 1000)),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  };
}
