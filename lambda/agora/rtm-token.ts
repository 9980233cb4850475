import agora006 from 'agora-access-token';
import agora007 from 'agora-token/src/RtmTokenBuilder2.js';
import type { VendedToken } from '../../api/tokens.ts';
import type { RtmTokenQuery, TokenVersion } from './contract.ts';
import { type Grant, grant, vended } from './grant.ts';
import type { AgoraKeys } from './keys.ts';
import type { AgoraOptions } from './options.ts';

type Build = (keys: AgoraKeys, userId: string, granted: Grant) => string;

const build: Record<TokenVersion, Build> = {
  /** The builder takes the end as an absolute time. */
  '006': ({ appId, appCertificate }, userId, { expiresAt }) =>
    agora006.RtmTokenBuilder.buildToken(appId, appCertificate, userId, agora006.RtmRole.Rtm_User, expiresAt),
  /** The builder takes a lifetime in seconds, and counts from its own `now`. */
  '007': ({ appId, appCertificate }, userId, { seconds }) =>
    agora007.RtmTokenBuilder.buildToken(appId, appCertificate, userId, seconds),
};

/**
 * @param now in ms since 1970, read before this call: so a 007 token never ends earlier than its `expiresAt`.
 * @throws ApiError `invalid_request` or `not_configured`.
 */
export function rtmToken(keys: AgoraKeys, asked: RtmTokenQuery, options: AgoraOptions, now: number): VendedToken {
  const granted = grant(asked, options, now);
  return vended(build[granted.version](keys, asked.userId, granted), granted);
}
