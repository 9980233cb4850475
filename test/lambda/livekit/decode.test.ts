import { expect, it } from 'vitest';
import { decode } from '../../../lambda/livekit/decode.ts';
import { roomToken } from '../../../lambda/livekit/room-token.ts';
import { keys, NOW, NOW_SECONDS } from './fixtures.ts';

it('tells in words what a token allows, and what it doesn’t', async () => {
  const { participant_token } = await roomToken(
    keys,
    { room: 'lobby', identity: 'ada', name: 'Ada' },
    { publish: true, subscribe: true, data: false, sources: ['camera', 'microphone'], updateOwnMetadata: false },
    { agents: [{ agentName: 'assistant' }] },
    600,
    NOW,
  );
  const { format, rows } = (await decode(participant_token, {})) ?? { rows: [] };
  expect(format).toContain('LiveKit');
  expect(Object.fromEntries(rows)).toMatchObject({
    'API key': keys.apiKey,
    Identity: 'ada',
    Name: 'Ada',
    Room: 'lobby',
    May: 'join, publish tracks, receive tracks',
    'Publishes only': 'camera, microphone',
    'May not': 'send data, change its own metadata',
    'Where it is the first in the room': '{"agents":[{"agentName":"assistant"}]}',
    Ends: expect.stringContaining(`(${NOW_SECONDS + 600})`),
  });
});

it('shows grants that it doesn’t know by their own names', async () => {
  const claims = { sub: 'ada', video: { room: 'lobby', roomAdmin: true, destinationRoom: 'other' } };
  const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url');
  const { rows } = (await decode(`${part({ alg: 'HS256' })}.${part(claims)}.c2ln`, {})) ?? { rows: [] };
  expect(Object.fromEntries(rows)).toMatchObject({ May: 'roomAdmin', destinationRoom: '"other"' });
});

it('leaves a text alone that isn’t a token', async () => {
  expect(await decode('006any', {})).toBeUndefined();
});
