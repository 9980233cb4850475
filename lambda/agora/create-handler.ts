import { type Handler, on, type RequestContext, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { accessTokenRoute, type agoraRights, rtmTokenRoute } from './contract.ts';
import { versionOf } from './grant.ts';
import type { AgoraKeys } from './keys.ts';
import type { AgoraOptions } from './options.ts';
import { rtcToken, rtcVersion } from './rtc-token.ts';
import { rtmToken } from './rtm-token.ts';

export function createHandler(
  keys: () => Promise<AgoraKeys>,
  options: AgoraOptions,
  now: () => number,
  rights: Rights<typeof agoraRights>,
): Handler {
  const optionsFor = ({ maximumLifetimeSeconds }: RequestContext): AgoraOptions => ({
    ...options,
    lifetime: atMost(maximumLifetimeSeconds, options.lifetime),
  });
  return serve(
    [
      on(
        accessTokenRoute,
        async (query, context) => rtcToken(await keys(), query, optionsFor(context), now()),
        (query) => ({
          channels: query.channelName,
          roles: query.role,
          versions: rtcVersion(query, options),
          lifetimeSeconds: query.expireTime,
          // With rtmUserId the token opens RTM too, so the caller also needs the right to RTM tokens.
          routes: query.rtmUserId === undefined ? [] : [rtmTokenRoute],
        }),
      ),
      on(
        rtmTokenRoute,
        async (query, context) => rtmToken(await keys(), query, optionsFor(context), now()),
        // A token for Signaling is for a user: there is no channel and no role to limit.
        (query) => ({
          channels: undefined,
          roles: undefined,
          versions: versionOf(query, options),
          lifetimeSeconds: query.expireTime,
        }),
      ),
    ],
    now,
    rights,
  );
}
