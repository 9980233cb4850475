import { type Handler, on, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { type DailyRights, dailyTokenRoute, sendIn } from './contract.ts';
import type { DailyKeys } from './keys.ts';
import { meetingToken } from './meeting-token.ts';
import type { DailyOptions } from './options.ts';
import { refuseUnvended } from './refuse-unvended.ts';

export function createHandler(
  keys: () => Promise<DailyKeys>,
  options: DailyOptions,
  now: () => number,
  rights: Rights<DailyRights>,
): Handler {
  return serve(
    [
      on(
        dailyTokenRoute,
        async (query, { maximumLifetimeSeconds }) => {
          const lifetime = atMost(maximumLifetimeSeconds, options.lifetime);
          return meetingToken(await keys(), query, { ...options, lifetime }, now());
        },
        (query) => {
          refuseUnvended(query, options);
          return {
            rooms: query.room,
            userIds: query.userId,
            owner: query.owner === 'true',
            send: sendIn(query),
            hidden: query.hidden === 'true',
            lifetimeSeconds: query.expireTime,
          };
        },
      ),
    ],
    now,
    rights,
  );
}
