import jsonwebtoken from 'jsonwebtoken';
import AccessToken from 'twilio/lib/jwt/AccessToken.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accessToken } from '../../../lambda/twilio/access-token.ts';
import { type GrantName, grantNames } from '../../../lambda/twilio/contract.ts';
import { grants, keys, NOW, NOW_SECONDS, options } from './fixtures.ts';

/** Of the library twilio 6.2, with the same time and keys; its claims are in another order. */
const VECTOR = {
  header: { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' },
  payload: {
    jti: 'SK11111111111111111111111111111111-1795668650',
    grants: {
      identity: 'ada',
      video: { room: 'r' },
      voice: { incoming: { allow: true }, outgoing: { application_sid: `AP${'2'.repeat(32)}` } },
    },
    iat: 1_795_668_650,
    exp: 1_795_669_250,
    iss: 'SK11111111111111111111111111111111',
    sub: 'AC00000000000000000000000000000000',
  },
};

/** With the signature checked by another library. */
const read = (token: string) => {
  const { header, payload } = jsonwebtoken.verify(token, keys.apiKeySecret, {
    algorithms: ['HS256'],
    clockTimestamp: NOW_SECONDS,
    complete: true,
  });
  return { header, payload };
};

const vend = async (query: object, wanted: readonly GrantName[], given: object = {}) =>
  accessToken(keys, { identity: 'ada', ...query }, wanted, options(given), NOW);

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('a token', () => {
  it('is the published one', async () => {
    const { token, expiresAt } = await vend({ room: 'r', expireTime: 600 }, ['video', 'voice'], {
      grants: { ...grants, voice: { ...grants.voice, pushCredentialSid: undefined } },
    });
    expect(read(token)).toEqual(VECTOR);
    expect(Date.parse(expiresAt)).toBe(VECTOR.payload.exp * 1000);
  });

  /** Twilio’s own way to the same grants. */
  const theirs = {
    video: new AccessToken.VideoGrant({ room: 'lobby' }),
    voice: new AccessToken.VoiceGrant({
      outgoingApplicationSid: grants.voice.outgoingApplicationSid,
      incomingAllow: true,
      pushCredentialSid: grants.voice.pushCredentialSid,
    }),
    sync: new AccessToken.SyncGrant({ serviceSid: grants.sync.serviceSid }),
    conversations: new AccessToken.ChatGrant(grants.conversations),
  };

  it.each([...grantNames.map((name) => [name]), [...grantNames], ['voice', 'sync'] as const] as GrantName[][])(
    'has the header and claims of Twilio’s library, for %s',
    async (...wanted) => {
      const room = wanted.includes('video') ? { room: 'lobby' } : {};
      for (const region of wanted.includes('video') ? [undefined] : [undefined, 'ie1']) {
        const withoutVideo = { ...grants, video: undefined };
        const stage = region === undefined ? {} : { region, grants: withoutVideo };
        const { token } = await vend({ ...room, expireTime: 60 }, wanted, stage);
        const { accountSid, apiKeySid, apiKeySecret } = keys;
        const official = new AccessToken(accountSid, apiKeySid, apiKeySecret, {
          identity: 'ada',
          ttl: 60,
          ...(region !== undefined && { region }),
        });
        for (const name of wanted) official.addGrant(theirs[name]);
        expect(read(token)).toEqual(read(official.toJwt()));
      }
    },
  );

  it('that is for calls one way only has no way for the other', async () => {
    const { outgoingApplicationSid } = grants.voice;
    const voiceOf = async (voice: object) => {
      const { payload } = read((await vend({}, ['voice'], { grants: { voice } })).token);
      return (payload as unknown as typeof VECTOR.payload).grants.voice;
    };
    expect(await voiceOf({ outgoingApplicationSid })).toEqual({
      outgoing: { application_sid: outgoingApplicationSid },
    });
    expect(await voiceOf({ incoming: true })).toEqual({ incoming: { allow: true } });
  });

  it('ends when it says, and with Voice before the day is over', async () => {
    const livesFor = async (wanted: GrantName[], expireTime?: number, lifetime = {}) => {
      const { token, expiresAt } = await vend({ room: 'lobby', expireTime }, wanted, { lifetime });
      const { exp } = read(token).payload as { exp: number };
      expect(Date.parse(expiresAt)).toBe(exp * 1000);
      return exp - NOW_SECONDS;
    };
    expect(await livesFor(['video'])).toBe(3_600);
    expect(await livesFor(['video'], 86_401)).toBe(86_400);
    expect(await livesFor(['video', 'voice'], 86_400)).toBe(86_399);
    expect(await livesFor(['voice'], 60)).toBe(60);
    expect(await livesFor(['voice'], 600, { default: 60, maximum: 120 })).toBe(120);
  });

  it('holds what a caller wrote as text and nothing else', async () => {
    const identity = '","video":{},"x":"';
    const { payload } = read((await vend({ identity, room: '"},"voice":{}' }, ['video'])).token);
    expect(payload).toMatchObject({ grants: { identity, video: { room: '"},"voice":{}' } } });
    expect(Object.keys((payload as { grants: object }).grants)).toEqual(['identity', 'video']);
  });
});
