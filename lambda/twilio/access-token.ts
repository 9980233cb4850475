import type { VendedToken } from '../../api/tokens.ts';
import { grantedSeconds } from '../shared/rights/lifetime.ts';
import { hs256 } from '../shared/signing/hs256.ts';
import type { GrantName, TokenQuery } from './contract.ts';
import type { TwilioKeys } from './keys.ts';
import type { TwilioOptions } from './options.ts';

/** Voice takes no token of a whole day: https://www.twilio.com/docs/api/errors/31207 */
const LONGEST_WITH_VOICE = 86_399;

/**
 * An access token as Twilio's own library makes it: https://www.twilio.com/docs/iam/access-tokens
 *
 * @param wanted grants that the stage has.
 * @param now in ms since 1970.
 */
export async function accessToken(
  { accountSid, apiKeySid, apiKeySecret }: TwilioKeys,
  { identity, room, expireTime }: TokenQuery,
  wanted: readonly GrantName[],
  { grants, region, lifetime }: TwilioOptions,
  now: number,
): Promise<VendedToken> {
  const seconds = grantedSeconds(expireTime, lifetime);
  const iat = Math.floor(now / 1000);
  const exp = iat + (wanted.includes('voice') ? Math.min(seconds, LONGEST_WITH_VOICE) : seconds);
  const token = await hs256(
    {
      jti: `${apiKeySid}-${iat}`,
      grants: { identity, ...claimsOf(wanted, grants, room) },
      iat,
      exp,
      iss: apiKeySid,
      sub: accountSid,
    },
    apiKeySecret,
    { cty: 'twilio-fpa;v=1', ...(region !== undefined && { twr: region }) },
  );
  return { token, expiresAt: new Date(exp * 1000).toISOString() };
}

/** What a grant leaves out: a room, all rooms; an outgoing application or incoming calls, none. */
function claimsOf(
  wanted: readonly GrantName[],
  { voice, sync, conversations }: TwilioOptions['grants'],
  room: string | undefined,
) {
  return {
    ...(wanted.includes('video') && { video: room === undefined ? {} : { room } }),
    ...(wanted.includes('voice') &&
      voice && {
        voice: {
          ...(voice.incoming && { incoming: { allow: true } }),
          ...(voice.outgoingApplicationSid && { outgoing: { application_sid: voice.outgoingApplicationSid } }),
          ...pushCredential(voice),
        },
      }),
    ...(wanted.includes('sync') && sync && { data_sync: { service_sid: sync.serviceSid } }),
    ...(wanted.includes('conversations') &&
      conversations && { chat: { service_sid: conversations.serviceSid, ...pushCredential(conversations) } }),
  };
}

function pushCredential({ pushCredentialSid }: { readonly pushCredentialSid?: string | undefined }) {
  return pushCredentialSid === undefined ? {} : { push_credential_sid: pushCredentialSid };
}
