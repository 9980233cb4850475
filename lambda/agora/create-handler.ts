import { type Handler, on, type RequestContext, serve, type WithRights } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import { type Asked, checkForAny, type Rights } from '../shared/rights/rights.ts';
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

type Own = WithRights<typeof agoraRights>['rights'];

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
  const asksRtc = (asked: AccessTokenQuery, own: Own): Asked<typeof agoraRights> => ({
    channels: asked.channelName,
    accounts: usersOf(asked, own),
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
    accounts: asked.userId,
    roles: undefined,
    versions: versionOf(asked, options),
    lifetimeSeconds: asked.expireTime,
  });
  return serve(
    [
      on(accessTokenRoute, rtc, (query, { rights: own }) => asksRtc(query, own)),
      on(rtmTokenRoute, rtm, asksRtm),
      on(
        uiKitRtcRoute,
        async (query, context) => {
          const { token, expiresAt } = await rtc({ ...query, ...context.params }, context);
          return { rtcToken: token, expiresAt };
        },
        (query, { params, rights: own }) => asksRtc({ ...query, ...params }, own),
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

/**
 * The users whose token it is. For Agora the account "42" and the uid 42 are the same one.
 *
 * @throws ApiError `not_allowed` for the uid 0, which fits any user, where the rights limit who that is.
 */
function usersOf({ account, uid = 0, rtmUserId }: AccessTokenQuery, own: Own): string[] {
  const user = account ?? String(uid);
  // Nor does Agora say what its servers make of an account "0".
  const isForAny = user === ANY_UID;
  if (isForAny) checkForAny(own, 'accounts', 'a token with the uid 0 (the default), which fits any user');
  return [...(isForAny ? [] : [user]), ...(rtmUserId === undefined ? [] : [rtmUserId])];
}

const ANY_UID = '0';
