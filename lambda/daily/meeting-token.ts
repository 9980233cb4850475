import type { VendedToken } from '../../api/tokens.ts';
import { grantedSeconds } from '../shared/rights/lifetime.ts';
import { hs256 } from '../shared/signing/hs256.ts';
import { AS_THE_ROOM, type Medium, type MeetingTokenQuery, media, sendIn } from './contract.ts';
import type { DailyKeys } from './keys.ts';
import type { DailyOptions } from './options.ts';

/** https://docs.daily.co/docs/guides/privacy-and-security/self-signing-tokens#permissions-abbreviations */
const shortNames: Readonly<Record<Medium, string>> = { video: 'v', audio: 'a', screenVideo: 'sv', screenAudio: 'sa' };

/**
 * A meeting token: https://docs.daily.co/docs/guides/privacy-and-security/self-signing-tokens. Without `exp` it would
 * never end, without `r` it would open every room, and without `ca` a room could make every participant an admin.
 *
 * @param asked what the stage vends: see refuse-unvended.ts.
 * @param nowMs in ms since 1970.
 */
export async function meetingToken(
  { apiKey, domainId }: DailyKeys,
  asked: MeetingTokenQuery,
  options: DailyOptions,
  nowMs: number,
): Promise<VendedToken> {
  const isOwner = asked.owner === 'true';
  const isHidden = asked.hidden === 'true';
  const iat = Math.floor(nowMs / 1000);
  const exp = iat + grantedSeconds(asked.expireTime, options.lifetime);
  const claims = {
    r: asked.room,
    d: domainId,
    ud: asked.userId,
    ...(asked.userName !== undefined && { u: asked.userName }),
    o: isOwner,
    // Daily's permissions are those of participants who aren't owners.
    p: { ...(isHidden && { hp: false }), ...canSend(sendIn(asked)), ...(!isOwner && { ca: false }) },
    ...(options.ejectAtEnd && { ejt: true }),
    iat,
    exp,
  };
  return { token: await hs256(claims, apiKey), expiresAt: new Date(exp * 1000).toISOString() };
}

function canSend(send: ReturnType<typeof sendIn>): { readonly cs?: string | false } {
  if (send.includes(AS_THE_ROOM)) return {};
  const names = media.filter((medium) => send.includes(medium)).map((medium) => shortNames[medium]);
  return { cs: names.length === 0 ? false : names.join() };
}
