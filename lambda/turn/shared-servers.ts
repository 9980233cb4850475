import { cachedByKeys } from '../shared/providers/cached-by-keys.ts';
import { keptByUser } from '../shared/providers/kept-by-user.ts';
import { mayBeRenewed } from '../shared/providers/renewal.ts';
import { type Cached, cached, type FailureMemory } from '../shared/secrets/cached.ts';
import type { IceServer } from './contract.ts';
import { sharedSeconds } from './shared-seconds.ts';
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
 * fails, an older one is given, but none in its last tenth.
 *
 * A signed-in user shares none with anybody: what is kept, and when it was renewed, is that user's alone.
 *
 * So that no caller goes around that with another lifetime each time: there are few lifetimes, a failure counts for all
 * of them, and so does a renewal.
 *
 * @param request asks the provider for a credential that lives so many seconds.
 * @param now in ms since 1970.
 */
export function sharedServers<K>(
  keys: () => Promise<K>,
  request: (keys: K, seconds: number) => Promise<GivenServers>,
  now: () => number,
): VendIceServers {
  const vendsWith = cachedByKeys(keys, (current) => {
    const failures: FailureMemory = {};
    return keptByUser(() => {
      const byLifetime = new Map<number, Cached<Kept>>();
      let renewedAt = Number.NEGATIVE_INFINITY;
      return async (seconds: number, renew: boolean): Promise<Kept> => {
        const held = byLifetime.get(seconds) ?? shared(() => request(current, seconds), now, failures);
        byLifetime.set(seconds, held);
        const kept = await held.get();
        if (!renew || !mayBeRenewed({ madeAt: Math.max(kept.madeAt, renewedAt) }, now())) return kept;
        const renewed = await held.refresh();
        renewedAt = renewed.madeAt;
        return renewed;
      };
    });
  });
  return async ({ seconds, lifetime, renew, ...identity }) => {
    const vend = (await vendsWith())(identity);
    const { iceServers, expiresAt } = await vend(sharedSeconds(seconds, lifetime), renew);
    return { iceServers: [...iceServers], expiresAt: new Date(expiresAt).toISOString() };
  };
}

function shared(request: () => Promise<GivenServers>, now: () => number, failures: FailureMemory): Cached<Kept> {
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
    failures,
  );
}
