import { type Handler, on, serve } from '../shared/http/serve.ts';
import { atMost, grantedSeconds } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { askedOf } from './asked.ts';
import { iceServersRoute, type turnRights } from './contract.ts';
import type { TurnOptions } from './options.ts';
import type { VendIceServers } from './vend.ts';

/** @param vend is the stage’s kind. */
export function createHandler(
  vend: VendIceServers,
  { kind, lifetime }: TurnOptions,
  now: () => number,
  rights: Rights<typeof turnRights>,
): Handler {
  return serve(
    [
      on(
        iceServersRoute,
        ({ userId, expireTime, renew }, { caller, user, maximumLifetimeSeconds }) => {
          const own = atMost(maximumLifetimeSeconds, lifetime);
          const seconds = grantedSeconds(expireTime, own);
          return vend({ userId, caller, user, seconds, lifetime: own, renew: renew === 'true' });
        },
        (query, given) => askedOf(query, given, kind),
      ),
    ],
    now,
    rights,
  );
}
