import { type Handler, on, serve } from '../shared/http/serve.ts';
import { atMost, grantedSeconds } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { iceServersRoute, type turnRights } from './contract.ts';
import type { TurnOptions } from './options.ts';
import type { VendIceServers } from './vend.ts';

/** @param vend is the stage’s kind. */
export function createHandler(
  vend: VendIceServers,
  { lifetime }: Pick<TurnOptions, 'lifetime'>,
  now: () => number,
  rights: Rights<typeof turnRights>,
): Handler {
  return serve(
    [
      on(
        iceServersRoute,
        ({ userId, expireTime, renew }, { caller, maximumLifetimeSeconds }) => {
          const seconds = grantedSeconds(expireTime, atMost(maximumLifetimeSeconds, lifetime));
          return vend({ userId, caller, seconds, renew: renew === 'true' });
        },
        ({ userId, expireTime }, { caller }) => ({ users: userId ?? caller, lifetimeSeconds: expireTime }),
      ),
    ],
    now,
    rights,
  );
}
