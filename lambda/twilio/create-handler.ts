import type { AskedName } from '../../api/terms.ts';
import { type Handler, on, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import { type CallerRights, checkForAny, type Rights } from '../shared/rights/rights.ts';
import { accessToken } from './access-token.ts';
import { isRoomSid, tokenRoute, type twilioRights } from './contract.ts';
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
        (query, { rights: own }) => {
          const grants = wantedGrants(query, options);
          return {
            identities: query.identity,
            rooms: grants.includes('video') ? roomsOf(query.room, own) : undefined,
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
 * What rights are asked for a room. No room is every room, and only patterns of asterisks allow that. Nor does another
 * pattern say anything of a SID.
 *
 * @throws ApiError `not_allowed` for every room.
 */
function roomsOf(room: string | undefined, own: CallerRights<typeof twilioRights>): AskedName | undefined {
  if (room === undefined) checkForAny(own, 'rooms', 'a token without a room, which opens every room');
  return room !== undefined && isRoomSid(room) ? { regex: room } : room;
}
