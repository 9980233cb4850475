import { ApiError } from '../../api/errors.ts';
import type { VendedToken } from '../../api/tokens.ts';
import { grantedSeconds } from '../shared/rights/lifetime.ts';
import { notAllowed } from '../shared/rights/rights.ts';
import { hs256 } from '../shared/signing/hs256.ts';
import type { Role, SessionTokenQuery } from './contract.ts';
import type { ZoomKeys } from './keys.ts';
import { lifetimeLimits } from './limits.ts';
import type { ZoomOptions } from './options.ts';

const roleType: Record<Role, 0 | 1> = { participant: 0, host: 1 };

/**
 * A token for the Video SDK: https://developers.zoom.us/docs/video-sdk/auth/
 *
 * @param nowMs in ms since 1970.
 * @throws ApiError as `checkAllowed` does.
 */
export async function sessionToken(
  { sdkKey, sdkSecret }: ZoomKeys,
  query: SessionTokenQuery,
  options: ZoomOptions,
  nowMs: number,
): Promise<VendedToken> {
  checkAllowed(query, options);
  const { session, identity, role, sessionKey, expireTime } = query;
  const iat = Math.floor(nowMs / 1000);
  const exp = iat + grantedSeconds(expireTime, options.lifetime);
  const claims = {
    app_key: sdkKey,
    role_type: roleType[role],
    tpc: session,
    version: 1,
    iat,
    exp,
    // The claim has been renamed: both names have it, so that no part of Zoom finds nobody.
    user_identity: identity,
    user_key: identity,
    ...(sessionKey !== undefined && { session_key: sessionKey }),
  };
  return { token: await hs256(claims, sdkSecret), expiresAt: new Date(exp * 1000).toISOString() };
}

/**
 * @throws ApiError `not_allowed` for a host where the stage has none, and where the lifetime has a maximum below what Zoom
 *   takes: a token never lives longer than that.
 */
export function checkAllowed({ role, expireTime }: SessionTokenQuery, { hosts, lifetime }: ZoomOptions): void {
  if (role === 'host' && !hosts) {
    throw new ApiError('not_allowed', 'role can’t be host here: the stage’s configuration doesn’t say hosts: true');
  }
  if (grantedSeconds(expireTime, lifetime) >= lifetimeLimits.shortest) return;
  throw notAllowed(`${lifetimeLimits.shortest} seconds, the shortest lifetime that Zoom takes`, [
    `${lifetime.maximum} seconds at most`,
  ]);
}
