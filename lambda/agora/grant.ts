import { ApiError } from '../../api/errors.ts';
import type { VendedToken } from '../../api/tokens.ts';
import { grantedSeconds } from '../shared/rights/lifetime.ts';
import type { TokenVersion } from './contract.ts';
import type { AgoraOptions } from './options.ts';

/** Version and lifetime of a token, decided from the request and the stage's options. */
export interface Grant {
  readonly version: TokenVersion;
  readonly seconds: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

interface GrantRequest {
  readonly expireTime?: number | undefined;
  readonly version?: TokenVersion | undefined;
}

/** @throws ApiError `invalid_request` when the request names a version and the stage doesn't allow that. */
export function versionOf({ version }: GrantRequest, { tokenVersion, versionByQuery }: AgoraOptions): TokenVersion {
  if (version === undefined || versionByQuery) return version ?? tokenVersion;
  throw new ApiError('invalid_request', `version can’t be chosen here: only ${tokenVersion} tokens are vended`);
}

/** @throws ApiError as `versionOf` does. */
export function grant(asked: GrantRequest, options: AgoraOptions, now: number): Grant {
  const seconds = grantedSeconds(asked.expireTime, options.lifetime);
  return { version: versionOf(asked, options), seconds, expiresAt: Math.floor(now / 1000) + seconds };
}

/**
 * @param token from one of Agora's builders, which return an empty string when they can't make one.
 * @throws ApiError `not_configured` for an empty string.
 */
export function vended(token: string, { expiresAt }: Grant): VendedToken {
  if (token === '') throw new ApiError('not_configured', 'Agora is not configured: its keys make no token');
  return { token, expiresAt: new Date(expiresAt * 1000).toISOString() };
}
