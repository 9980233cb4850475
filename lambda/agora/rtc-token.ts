import agora006 from 'agora-access-token';
import agora007 from 'agora-token/src/RtcTokenBuilder2.js';
import { ApiError } from '../../api/errors.ts';
import type { VendedToken } from '../../api/tokens.ts';
import type { AccessTokenQuery, TokenVersion } from './contract.ts';
import { type Grant, grant, vended, versionOf } from './grant.ts';
import type { AgoraKeys } from './keys.ts';
import type { AgoraOptions } from './options.ts';

type Build = (keys: AgoraKeys, asked: AccessTokenQuery, granted: Grant) => string;

const build: Record<TokenVersion, Build> = {
  /** The builder takes the end as an absolute time. */
  '006': ({ appId, appCertificate }, { channelName, account, uid = 0, role }, { expiresAt }) => {
    const { RtcTokenBuilder, RtcRole } = agora006;
    const agoraRole = role === 'publisher' ? RtcRole.PUBLISHER : RtcRole.SUBSCRIBER;
    return account === undefined
      ? RtcTokenBuilder.buildTokenWithUid(appId, appCertificate, channelName, uid, agoraRole, expiresAt)
      : RtcTokenBuilder.buildTokenWithAccount(appId, appCertificate, channelName, account, agoraRole, expiresAt);
  },
  /** The builder takes lifetimes in seconds, of the token and of each privilege, and counts from its own `now`. */
  '007': ({ appId, appCertificate }, { channelName, account, uid = 0, role, rtmUserId }, { seconds }) => {
    const { RtcTokenBuilder, Role: RtcRole } = agora007;
    const agoraRole = role === 'publisher' ? RtcRole.PUBLISHER : RtcRole.SUBSCRIBER;
    if (rtmUserId !== undefined) {
      // Lifetimes of the token, the four RTC privileges and the RTM privilege.
      return RtcTokenBuilder.buildTokenWithRtm2(
        appId,
        appCertificate,
        channelName,
        account ?? uid,
        agoraRole,
        seconds,
        seconds,
        seconds,
        seconds,
        seconds,
        rtmUserId,
        seconds,
      );
    }
    return account === undefined
      ? RtcTokenBuilder.buildTokenWithUid(appId, appCertificate, channelName, uid, agoraRole, seconds, seconds)
      : RtcTokenBuilder.buildTokenWithUserAccount(
          appId,
          appCertificate,
          channelName,
          account,
          agoraRole,
          seconds,
          seconds,
        );
  },
};

/** The version of an RTC token. @throws ApiError `invalid_request` when the stage vends no such token. */
export function rtcVersion(asked: AccessTokenQuery, options: AgoraOptions): TokenVersion {
  const version = versionOf(asked, options);
  if (asked.rtmUserId === undefined || version === '007') return version;
  throw new ApiError(
    'invalid_request',
    'rtmUserId goes with version 007: a 006 token is for one service, so ask /rtm_token for the other',
  );
}

/**
 * @param now in ms since 1970, read before this call: so a 007 token never ends earlier than its `expiresAt`.
 * @throws ApiError `invalid_request` or `not_configured`.
 */
export function rtcToken(keys: AgoraKeys, asked: AccessTokenQuery, options: AgoraOptions, now: number): VendedToken {
  const granted = { ...grant(asked, options, now), version: rtcVersion(asked, options) };
  return vended(build[granted.version](keys, asked, granted), granted);
}
