/* The least work that a token needs: a call of Twilio's own library. Everything else that the function does is ours. */
import AccessToken from 'twilio/lib/jwt/AccessToken.js';

const [accountSid, apiKeySid] = [`AC${'0'.repeat(32)}`, `SK${'1'.repeat(32)}`];

export function twilioToken(): string {
  const token = new AccessToken(accountSid, apiKeySid, 'a secret of an API key', { identity: 'ada', ttl: 3_600 });
  token.addGrant(new AccessToken.VideoGrant({ room: 'lobby' }));
  return token.toJwt();
}
