import { isIPv4 } from 'node:net';
import { ApiError } from '../../api/errors.ts';
import type { VendedToken } from '../../api/tokens.ts';
import { patternProblem } from '../millicast/contract/stream-pattern.ts';
import type { ViewerTokenQuery } from '../millicast/contract/viewer-token-route.ts';
import type { RequestContext } from '../shared/http/serve.ts';
import { grantedSeconds } from '../shared/rights/lifetime.ts';
import { hs256 } from '../shared/signing/hs256.ts';
import { coversStream } from './covers-stream.ts';
import type { ViewerTokenOptions } from './options.ts';
import type { ParentToken } from './parent-token.ts';

/**
 * Signs a viewer token in the form that Millicast accepts: a JWT with HS256, and the parent token's string as key.
 * https://optiview.dolby.com/docs/millicast/subscribe-tokens/
 *
 * @param nowMs in ms since 1970.
 * @throws ApiError `not_allowed` for a stream that the parent token doesn't open, or when the viewer has no address to
 *   bind to; `not_configured` when the parent token has ended, or one of its patterns can’t be read.
 */
export async function viewerToken(
  parent: ParentToken,
  query: ViewerTokenQuery,
  options: ViewerTokenOptions,
  viewer: Pick<RequestContext, 'caller' | 'viewerIp'>,
  nowMs: number,
): Promise<VendedToken> {
  const { streamName, expireTime } = query;
  checkStream(parent, streamName);
  const trackingId = trackingIdOf(query, options, viewer.caller);
  const exp = endOf(parent, grantedSeconds(expireTime, options.lifetime), Math.floor(nowMs / 1000));
  const { allowedOrigins } = options;
  const streaming = {
    tokenId: parent.tokenId,
    tokenType: 'Subscribe',
    streamName,
    ...(allowedOrigins.length > 0 && { allowedOrigins }),
    ...(options.bindIp && { allowedIpAddresses: [addressOf(viewer)] }),
    ...(trackingId !== undefined && { tracking: { trackingId } }),
  };
  const token = await hs256({ streaming, exp }, parent.token);
  return { token, expiresAt: new Date(exp * 1000).toISOString() };
}

/** Whose token it is, for Millicast; undefined: it says nothing. */
export function trackingIdOf(
  { trackingId }: ViewerTokenQuery,
  { trackCaller }: ViewerTokenOptions,
  caller: string,
): string | undefined {
  return trackingId ?? (trackCaller ? caller : undefined);
}

function checkStream({ streams }: ParentToken, streamName: string): void {
  const isRead = ({ streamName: text, isRegex }: ParentToken['streams'][number]) =>
    !isRegex || patternProblem(text) === undefined;
  const read = streams.filter(isRead);
  if (read.some((entry) => coversStream(entry, streamName))) return;
  if (read.length === streams.length) {
    throw new ApiError('not_allowed', 'streamName is none of the streams that viewer tokens are vended for');
  }
  throw new ApiError(
    'not_configured',
    'the token that viewer tokens are signed with has a pattern that can’t be read: create a new one with another pattern',
  );
}

/** When the token ends, in seconds since 1970: not later than its parent. */
function endOf({ expiresAt }: ParentToken, seconds: number, now: number): number {
  const end = now + seconds;
  const parentEnd = expiresAt === null ? end : Math.floor(Date.parse(expiresAt) / 1000);
  if (parentEnd > now) return Math.min(end, parentEnd);
  throw new ApiError('not_configured', 'the token that viewer tokens are signed with has ended: create a new one');
}

/** If a token can't be bound to an address, none is vended, because the stage wants the binding. */
function addressOf({ viewerIp }: Pick<RequestContext, 'viewerIp'>): string {
  if (viewerIp !== undefined && isIPv4(viewerIp)) return viewerIp;
  throw new ApiError(
    'not_allowed',
    'this stage binds viewer tokens to an IPv4 address, and you did not come from one: ask over IPv4',
  );
}
