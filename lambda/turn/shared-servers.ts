import { ApiError } from '../../api/errors.ts';
import { cachedByKeys } from '../shared/providers/cached-by-keys.ts';
import { mayBeRenewed } from '../shared/providers/renewal.ts';
import { type Cached, cached } from '../shared/secrets/cached.ts';
import type { IceServer } from './contract.ts';
import { SHORTEST_SHARED_SECONDS } from './options.ts';
import type { VendIceServers } from './vend.ts';

/** What a provider gave. */
export interface GivenServers {
  readonly iceServers: readonly IceServer[];
  /** How long the credential lives from when it was made. */
  readonly seconds: number;
}

interface Kept {
  readonly iceServers: readonly IceServer[];
  /** In ms since 1970. */
  readonly madeAt: number;
  readonly expiresAt: number;
}

/**
 * Credentials that a provider is asked for. Callers who may have the same lifetime share one while it is young, so that
 * the provider isn’t called for each: in its first tenth, since a call’s relay ends with its credential. While the provider
 * fails, an older one is given, but none in its last tenth. A lifetime is asked for in whole minutes, so that there are
 * not many to share.
 *
 * @param request asks the provider for a credential that lives so many seconds.
 * @param now in ms since 1970.
 */
export function sharedServers<K>(
  keys: () => Promise<K>,
  request: (keys: K, seconds: number) => Promise<GivenServers>,
  now: () => number,
): VendIceServers {
  const heldOf = cachedByKeys(keys, (current) => {
    const byLifetime = new Map<number, Cached<Kept>>();
    return (seconds: number) => {
      const held = byLifetime.get(seconds) ?? shared(() => request(current, seconds), now);
      byLifetime.set(seconds, held);
      return held;
    };
  });
  return async ({ userId, seconds, renew }) => {
    if (userId !== undefined) {
      throw new ApiError('invalid_request', 'userId can’t be given here: this stage’s credentials name no user');
    }
    if (seconds < SHORTEST_SHARED_SECONDS) {
      throw new ApiError('invalid_request', `expireTime must be at least ${SHORTEST_SHARED_SECONDS} seconds here`);
    }
    const held = (await heldOf())(Math.floor(seconds / 60) * 60);
    const kept = await held.get();
    const { iceServers, expiresAt } = renew && mayBeRenewed(kept, now()) ? await held.refresh() : kept;
    return { iceServers: [...iceServers], expiresAt: new Date(expiresAt).toISOString() };
  };
}

function shared(request: () => Promise<GivenServers>, now: () => number): Cached<Kept> {
  return cached<Kept>(
    async () => {
      // Counted from before the request, a credential never ends earlier than we say.
      const madeAt = now();
      const { iceServers, seconds } = await request();
      return { iceServers, madeAt, expiresAt: madeAt + seconds * 1000 };
    },
    ({ madeAt, expiresAt }) => {
      const tenthMs = (expiresAt - madeAt) / 10;
      const endMs = expiresAt - tenthMs - now();
      return { ttlMs: tenthMs, staleMs: Math.max(0, endMs - tenthMs) };
    },
    now,
  );
}
