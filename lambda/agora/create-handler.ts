import { accessTokenRoute, rtmTokenRoute } from '../../api/agora.ts';
import { atMost } from '../shared/lifetime.ts';
import { type Rights, rightsTo } from '../shared/rights.ts';
import { type Handler, on, type RequestContext, serve } from '../shared/serve.ts';
import type { AgoraKeys } from './keys.ts';
import type { AgoraOptions } from './options.ts';
import { rtcToken } from './rtc-token.ts';
import { rtmToken } from './rtm-token.ts';

export function createHandler(
  keys: () => Promise<AgoraKeys>,
  options: AgoraOptions,
  now: () => number,
  rights: Rights,
): Handler {
  const optionsFor = ({ maximumLifetimeSeconds }: RequestContext): AgoraOptions => ({
    ...options,
    lifetime: atMost(maximumLifetimeSeconds, options.lifetime),
  });
  return serve(
    [
      on(
        accessTokenRoute,
        async (query, context) => {
          // A token that opens RTM as well is not a way around a missing right to RTM tokens.
          if (query.rtmUserId !== undefined) rightsTo(rtmTokenRoute, rights, context.caller);
          return rtcToken(await keys(), query, optionsFor(context), now());
        },
        ({ channelName, role, version = options.tokenVersion, expireTime }) => ({
          channels: channelName,
          roles: role,
          versions: version,
          lifetimeSeconds: expireTime,
        }),
      ),
      // It names a user, neither channel nor role.
      on(
        rtmTokenRoute,
        async (query, context) => rtmToken(await keys(), query, optionsFor(context), now()),
        ({ version = options.tokenVersion, expireTime }) => ({ versions: version, lifetimeSeconds: expireTime }),
      ),
    ],
    now,
    rights,
  );
}
