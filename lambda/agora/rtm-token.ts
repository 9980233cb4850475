import agora006 from 'agora-access-token';
import agora007 from 'agora-token/src/RtmTokenBuilder2.js';
import type { VendedToken } from '../../api/tokens.ts';
import type { RtmTokenQuery, TokenVersion } from './contract.ts';
import { type Grant, grant, vended } from './grant.ts';
import type { AgoraKeys } from './keys.ts';
import type { AgoraOptions } from './options.ts';

type Build = (keys: AgoraKeys, userId: string, granted: Grant) => string;

const build: Record<TokenVersion, Build> = {
  /** Ends at an absolute time. */
  '006': ({ appId, appCertificate }, userId, { expiresAt }) =>
    agora006.RtmTokenBuilder.buildToken(appId, appCertificate, userId, agora006.RtmRole.Rtm_User, expiresAt),
  /** Ends a number of seconds after the builder's own reading of the clock. */
  '007': ({ appId, appCertificate }, userId, { seconds }) =>
    agora007.RtmTokenBuilder.buildToken(appId, appCertificate, userId, seconds),
};

/**
 * @param now in ms since 1970, read just before: a 007 token then never ends before the `expiresAt` told.
 * @throws ApiError `invalid_request` or `not_configured`.
 */
export function rtmToken(keys: AgoraKeys, asked: RtmTokenQuery, options: AgoraOptions, now: number): VendedToken {
  const granted = grant(asked, options, now);
  return vended(build[granted.version](keys, asked.userId, granted), granted);
}
