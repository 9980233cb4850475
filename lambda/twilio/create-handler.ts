import type { AskedName } from '../../api/terms.ts';
import { type Handler, on, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { accessToken } from './access-token.ts';
import { tokenRoute, type twilioRights } from './contract.ts';
import type { TwilioKeys } from './keys.ts';
import type { TwilioOptions } from './options.ts';
import { wantedGrants } from './wanted-grants.ts';

export function createHandler(
  keys: () => Promise<TwilioKeys>,
  options: TwilioOptions,
  now: () => number,
  rights: Rights<typeof twilioRights>,
): Handler {
  return serve(
    [
      on(
        tokenRoute,
        async (query, { maximumLifetimeSeconds }) => {
          const lifetime = atMost(maximumLifetimeSeconds, options.lifetime);
          return accessToken(await keys(), query, wantedGrants(query, options), { ...options, lifetime }, now());
        },
        (query) => {
          const grants = wantedGrants(query, options);
          return {
            identities: query.identity,
            rooms: grants.includes('video') ? roomsOf(query.room) : undefined,
            grants,
            lifetimeSeconds: query.expireTime,
          };
        },
      ),
    ],
    now,
    rights,
  );
}

/**
 * No room is every room; no name has an asterisk, so only patterns of asterisks take it. A SID opens a room whatever its
 * name is, so no other pattern says anything of it.
 */
function roomsOf(room = '*'): AskedName {
  return /^RM[0-9a-f]{32}$/i.test(room) ? { regex: room } : room;
}
