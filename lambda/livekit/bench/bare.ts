import { AccessToken } from 'livekit-server-sdk';

const apiSecret = 'a-secret-of-a-bench-with-32-chars';

/** A token as LiveKit's own library makes it: the least work that one needs. */
export function livekitToken(): Promise<string> {
  const token = new AccessToken('APIbench', apiSecret, { identity: 'ada', ttl: 600 });
  token.addGrant({ room: 'lobby', roomJoin: true, canPublish: true, canSubscribe: true, canPublishData: true });
  return token.toJwt();
}
