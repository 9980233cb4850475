import jsonwebtoken from 'jsonwebtoken';
import { AccessToken, RoomAgentDispatch, RoomConfiguration, TokenVerifier, TrackSource } from 'livekit-server-sdk';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Grants, type Participant, roomToken } from '../../../lambda/livekit/room-token.ts';
import { claimsOf, keys, NOW, NOW_SECONDS } from './fixtures.ts';

const ada: Participant = { room: 'lobby', identity: 'ada' };
const everything: Grants = { publish: true, subscribe: true, data: true, sources: undefined, updateOwnMetadata: true };
const nothing: Grants = { publish: false, subscribe: false, data: false, sources: undefined, updateOwnMetadata: false };

afterEach(() => void vi.useRealTimers());

async function claims(participant: Participant, grants: Grants, roomConfig?: Record<string, unknown>) {
  const { participant_token } = await roomToken(keys, participant, grants, roomConfig, 600, NOW);
  return claimsOf(participant_token);
}

describe('a room token', () => {
  it('says everything, also what it doesn’t allow', async () => {
    expect(await claims(ada, nothing)).toEqual({
      iss: keys.apiKey,
      sub: 'ada',
      nbf: NOW_SECONDS,
      exp: NOW_SECONDS + 600,
      video: {
        room: 'lobby',
        roomJoin: true,
        canPublish: false,
        canSubscribe: false,
        canPublishData: false,
        canUpdateOwnMetadata: false,
      },
    });
  });

  it('ends when its answer says', async () => {
    const { participant_token, expiresAt } = await roomToken(keys, ada, nothing, undefined, 600, NOW);
    expect(Date.parse(expiresAt) / 1000).toBe(claimsOf(participant_token).exp);
  });

  it('publishes nothing where no source is left, since LiveKit takes an empty list for all', async () => {
    const { video } = await claims(ada, { ...everything, sources: [] });
    expect(video.canPublish).toBe(false);
    expect(video).not.toHaveProperty('canPublishSources');
  });

  it('names no sources where it publishes nothing, since they would supersede that', async () => {
    const { video } = await claims(ada, { ...everything, publish: false, sources: ['camera'] });
    expect(video.canPublish).toBe(false);
    expect(video).not.toHaveProperty('canPublishSources');
  });

  it('has the claims that LiveKit’s own library makes of the same', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    const attributes = { lang: 'de' };
    const official = new AccessToken(keys.apiKey, keys.apiSecret, {
      identity: 'ada',
      name: 'Ada',
      metadata: '{"seat":1}',
      attributes,
      ttl: 600,
    });
    official.addGrant({
      room: 'lobby',
      roomJoin: true,
      canPublish: true,
      canSubscribe: true,
      canPublishData: false,
      canUpdateOwnMetadata: false,
      canPublishSources: [TrackSource.CAMERA, TrackSource.SCREEN_SHARE_AUDIO],
    });
    official.roomConfig = new RoomConfiguration({
      emptyTimeout: 60,
      agents: [new RoomAgentDispatch({ agentName: 'assistant', metadata: 'm', deployment: 'staging', attributes })],
    });
    const own = await claims(
      { ...ada, name: 'Ada', metadata: '{"seat":1}', attributes },
      { ...everything, data: false, updateOwnMetadata: false, sources: ['camera', 'screen_share_audio'] },
      {
        emptyTimeout: 60,
        agents: [{ agentName: 'assistant', metadata: 'm', deployment: 'staging', attributes }],
      },
    );
    const { roomConfig, ...rest } = jsonwebtoken.decode(await official.toJwt()) as jsonwebtoken.JwtPayload;
    const { roomConfig: ownConfig, ...ownRest } = own;
    expect(ownRest).toEqual(rest);
    // Protobuf's defaults are written by one and left out by the other, which is the same.
    expect(RoomConfiguration.fromJson(ownConfig)).toEqual(RoomConfiguration.fromJson(roomConfig));
  });

  it('is accepted by LiveKit’s own verifier, and only with this secret', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    const { participant_token } = await roomToken(keys, ada, everything, undefined, 600, NOW);
    const { video } = await new TokenVerifier(keys.apiKey, keys.apiSecret).verify(participant_token);
    expect(video).toMatchObject({ room: 'lobby', roomJoin: true });
    await expect(
      new TokenVerifier(keys.apiKey, 'another-secret-of-a-test-32-char').verify(participant_token),
    ).rejects.toThrow('signature');
    vi.setSystemTime(NOW + 611_000);
    await expect(new TokenVerifier(keys.apiKey, keys.apiSecret).verify(participant_token)).rejects.toThrow('exp');
  });
});

/** livekit/protocol, auth/verifier_test.go: its secret is used as text, though it looks like base64. */
it('signs as LiveKit’s published token is signed', async () => {
  const published = {
    apiKey: 'APID3B67uxk4Nj2GKiRPibAZ9',
    apiSecret: 'YHC-CUhbQhGeVCaYgn1BNA++',
    token:
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE2MDg5MzAzMDgsImlzcyI6IkFQSUQzQjY3dXhrNE5qMkdLaVJQaWJBWjkiLCJuYmYiOjE2MDg5MjY3MDgsInJvb21fam9pbiI6dHJ1ZSwicm9vbV9zaWQiOiJteWlkIiwic3ViIjoiQVBJRDNCNjd1eGs0TmoyR0tpUlBpYkFaOSJ9.cmHEBq0MLyRqphmVLM2cLXg5ao5Sro7am8yXhcYKcwE',
  };
  const { participant_token } = await roomToken(published, ada, everything, undefined, 600, NOW);
  const at = { clockTimestamp: NOW_SECONDS };
  expect(() => jsonwebtoken.verify(participant_token, published.apiSecret, at)).not.toThrow();
  const then = { clockTimestamp: 1_608_926_708 };
  expect(() => jsonwebtoken.verify(published.token, published.apiSecret, then)).not.toThrow();
});
