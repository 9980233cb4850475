import type { Stated } from '../conformance/requests.ts';

export const stated: Stated = {
  configuration: {
    url: 'wss://livekit.example.com',
    lifetime: { default: 600, maximum: 7_200 },
    agents: ['*'],
    room_config: { byRequest: ['max_participants'] },
  },
  // Where publishing is asked for, as the example does.
  defaults: { sources: 'camera,microphone,screen_share,screen_share_audio' },
  routes: {
    livekitRemoveParticipant: {
      terms: ['rooms', 'identities'],
      needs: 'identities',
      hasLifetime: false,
      request: ({ terms: { rooms = 'lobby', identities = 'ada' } = {} }) => ({
        body: { caller: 'members', user: identities, room: rooms },
      }),
    },
    // What else it grants it can't be asked for.
    livekitEndpoint: {
      terms: ['rooms', 'identities', 'agents', 'metadata', 'roomConfig'],
      hasLifetime: false,
      request: ({ terms: { rooms = 'lobby', identities = 'ada', agents, metadata, roomConfig } = {} }) => ({
        body: {
          room_name: rooms,
          participant_identity: identities,
          ...(metadata === true && { participant_metadata: 'any' }),
          room_config: {
            ...(agents !== undefined && { agents: [{ agent_name: agents }] }),
            ...(roomConfig === true && { max_participants: 4 }),
          },
        },
      }),
    },
  },
};
