import Ably from 'ably';
import jsonwebtoken from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { ablyToken } from '../../../lambda/ably/token.ts';
import { ablyTokenRequest } from '../../../lambda/ably/token-request.ts';
import { keyName, keys, NOW, NOW_SECONDS, secret } from './fixtures.ts';

const capability = '{"room:*":["subscribe"]}';
const granted = { clientId: 'ada', capability, seconds: 600 };

describe('an Ably JWT', () => {
  it('has every claim that Ably knows of, and the key’s name in its header', async () => {
    const { token, ...details } = await ablyToken(keys, granted, NOW);
    const { header, payload } = jsonwebtoken.verify(token, secret, {
      algorithms: ['HS256'],
      complete: true,
      clockTimestamp: NOW_SECONDS,
    });
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', kid: keyName });
    expect(payload).toEqual({
      iat: NOW_SECONDS,
      exp: NOW_SECONDS + 600,
      'x-ably-capability': capability,
      'x-ably-clientId': 'ada',
    });
    expect(details).toEqual({
      issued: NOW_SECONDS * 1000,
      expires: (NOW_SECONDS + 600) * 1000,
      capability,
      clientId: 'ada',
      expiresAt: '2026-01-01T12:10:00.000Z',
    });
  });
});

describe('an Ably TokenRequest', () => {
  /** Made with `auth.createTokenRequest` of npm `ably` 2.28. */
  const vector = {
    keyName,
    clientId: 'ada',
    capability,
    ttl: 600_000,
    timestamp: 1_700_000_000_000,
    nonce: '0123456789abcdef',
    mac: 'xbg5nmKmKMehJGelnqYOpfx8VJy2/vUpJAceJQAb01k=',
  };

  it('has the signature of the published example', () => {
    const request = ablyTokenRequest(keys, granted, vector.nonce, vector.timestamp);
    expect(request).toEqual({ ...vector, expiresAt: new Date(vector.timestamp + vector.ttl).toISOString() });
  });

  it.each([
    ['ada', capability, 600],
    ['Ädä ✓', '{"a:*":["publish"],"ключ":["history","subscribe"]}', 86_400],
  ])('is the one that Ably’s SDK makes, for %s', async (clientId, text, seconds) => {
    const { expiresAt, ...request } = ablyTokenRequest(
      keys,
      { clientId, capability: text, seconds },
      vector.nonce,
      NOW,
    );
    const params = { clientId, capability: text, ttl: seconds * 1000, timestamp: NOW, nonce: vector.nonce };
    expect(request).toEqual(await new Ably.Rest({ key: keys.apiKey }).auth.createTokenRequest(params));
    expect(Date.parse(expiresAt)).toBe(NOW + seconds * 1000);
  });
});
