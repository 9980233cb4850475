import { quoted } from '../../api/query.ts';
import type { AskedName } from '../../api/terms.ts';
import { type Handler, on, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import { notAllowed, type Rights } from '../shared/rights/rights.ts';
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
        (query, { rights: { only } }) => {
          const grants = wantedGrants(query, options);
          return {
            identities: query.identity,
            rooms: grants.includes('video') ? roomsOf(query.room, only.rooms) : undefined,
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
 * @param patterns of the caller's rights; undefined: rooms aren't limited.
 * @throws ApiError `not_allowed` for every room.
 */
function roomsOf(room: string | undefined, patterns: readonly string[] | undefined): AskedName | undefined {
  if (room !== undefined) return isRoomSid(room) ? { regex: room } : room;
  if (patterns === undefined || patterns.some((pattern) => /^\*+$/.test(pattern))) return undefined;
  throw notAllowed('a token without a room, which opens every room', patterns.map(quoted));
}
