/* The official ways: a JWT as Ably's documentation signs it, and a TokenRequest of Ably's own SDK. */
import Ably from 'ably';
import jsonwebtoken from 'jsonwebtoken';

const keyName = 'appid0.keyid0';
const secret = '5cfd2fd1755d40ecb72977518be15d3b';
const capability = '{"chat:*":["publish","subscribe"]}';

export function ablyJwt(): string {
  return jsonwebtoken.sign({ 'x-ably-capability': capability, 'x-ably-clientId': 'ada' }, secret, {
    algorithm: 'HS256',
    keyid: keyName,
    expiresIn: 3_600,
  });
}

const rest = new Ably.Rest({ key: `${keyName}:${secret}` });

export function ablyTokenRequest(): Promise<object> {
  return rest.auth.createTokenRequest({ clientId: 'ada', capability, ttl: 3_600_000 });
}
