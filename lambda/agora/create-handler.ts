import { type Handler, on, type RequestContext, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import type { Asked, Rights } from '../shared/rights/rights.ts';
import {
  type AccessTokenQuery,
  accessTokenRoute,
  type agoraRights,
  type RtmTokenQuery,
  rtmTokenRoute,
  uiKitRtcRoute,
  uiKitRtmRoute,
} from './contract.ts';
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
  const rtc = async (asked: AccessTokenQuery, context: RequestContext) =>
    rtcToken(await keys(), asked, optionsFor(context), now());
  const asksRtc = (asked: AccessTokenQuery): Asked<typeof agoraRights> => ({
    channels: asked.channelName,
    roles: asked.role,
    versions: rtcVersion(asked, options),
    lifetimeSeconds: asked.expireTime,
    // With rtmUserId the token opens RTM too, so the caller also needs the right to RTM tokens.
    routes: asked.rtmUserId === undefined ? [] : [rtmTokenRoute],
  });
  const rtm = async (asked: RtmTokenQuery, context: RequestContext) =>
    rtmToken(await keys(), asked, optionsFor(context), now());
  // A token for Signaling is for a user: there is no channel and no role to limit.
  const asksRtm = (asked: RtmTokenQuery): Asked<typeof agoraRights> => ({
    channels: undefined,
    roles: undefined,
    versions: versionOf(asked, options),
    lifetimeSeconds: asked.expireTime,
  });
  return serve(
    [
      on(accessTokenRoute, rtc, asksRtc),
      on(rtmTokenRoute, rtm, asksRtm),
      on(
        uiKitRtcRoute,
        async (query, context) => {
          const { token, expiresAt } = await rtc({ ...query, ...context.params }, context);
          return { rtcToken: token, expiresAt };
        },
        (query, { params }) => asksRtc({ ...query, ...params }),
      ),
      on(
        uiKitRtmRoute,
        async (query, context) => {
          const { token, expiresAt } = await rtm({ ...query, ...context.params }, context);
          return { rtmToken: token, expiresAt };
        },
        (query, { params }) => asksRtm({ ...query, ...params }),
      ),
    ],
    now,
    rights,
  );
}
