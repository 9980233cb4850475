import { describe, expect, it } from 'vitest';
import { captureLog } from '../../support/captured-log.ts';
import { claimsOf, livekit, NOW_SECONDS, type StageAndCaller, URL_OF_LIVEKIT } from './fixtures.ts';

async function claims(body: unknown, stage: StageAndCaller = {}) {
  captureLog();
  const answer = await livekit(stage).post(body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return claimsOf(answer.body.participant_token);
}

async function refusal(body: unknown, stage: StageAndCaller = {}) {
  captureLog();
  const { status, body: answered } = await livekit(stage).post(body);
  return `${status} ${answered.error}`;
}

const asked = { room_name: 'lobby', participant_identity: 'ada' };

describe('POST /livekit/token', () => {
  it('answers as LiveKit’s clients read it', async () => {
    captureLog();
    const { status, body } = await livekit().post(asked);
    expect([status, Object.keys(body)]).toEqual([200, ['server_url', 'participant_token', 'expiresAt']]);
    expect([body.server_url, body.expiresAt]).toEqual([URL_OF_LIVEKIT, '2026-01-01T13:00:00.000Z']);
  });

  it('takes every field under either of its names', async () => {
    const snake = {
      ...asked,
      participant_name: 'Ada L. 👩‍💻',
      participant_metadata: '{"a":1}\n',
      participant_attributes: { lang: 'de' },
      room_config: { agents: [{ agent_name: 'assistant', metadata: 'm' }], max_participants: 3 },
    };
    const camel = {
      roomName: 'lobby',
      participantIdentity: 'ada',
      participantName: snake.participant_name,
      participantMetadata: snake.participant_metadata,
      participantAttributes: snake.participant_attributes,
      roomConfig: { agents: [{ agentName: 'assistant', metadata: 'm' }], maxParticipants: 3 },
    };
    const stage = { options: { agents: ['assistant'], room_config: { byRequest: ['max_participants' as const] } } };
    const expected = {
      sub: 'ada',
      name: snake.participant_name,
      metadata: snake.participant_metadata,
      attributes: { lang: 'de' },
      video: { room: 'lobby' },
      roomConfig: { maxParticipants: 3, agents: [{ agentName: 'assistant', metadata: 'm' }] },
    };
    expect(await claims(snake, stage)).toMatchObject(expected);
    expect(await claims(camel, stage)).toEqual(await claims(snake, stage));
  });

  it('takes null and protobuf’s defaults for nothing', async () => {
    const body = {
      ...asked,
      roomName: null,
      participant_name: null,
      participant_metadata: '',
      participant_attributes: {},
      room_config: {
        name: '',
        empty_timeout: 0,
        maxParticipants: 0,
        metadata: '',
        sync_streams: false,
        egress: null,
        tags: null,
        agents: [],
      },
    };
    const only = { metadata: false, roomConfig: false };
    expect(await claims(body, { only })).toEqual(await claims(asked));
    expect(await claims({ ...asked, room_config: { egress: {}, tags: {} } }, { only })).toEqual(await claims(asked));
    const egress = { room: null, participant: null, tracks: null };
    expect(await claims({ ...asked, participantName: '', room_config: { egress } })).toEqual(await claims(asked));
    for (const restart_policy of ['JRP_ON_FAILURE', 0]) {
      const agents = [{ agent_name: 'a', metadata: '', deployment: '', attributes: {}, restart_policy }];
      const { roomConfig } = await claims({ ...asked, room_config: { agents } }, { options: { agents: ['a'] } });
      expect(roomConfig).toEqual({ agents: [{ agentName: 'a' }] });
    }
  });

  it('makes a new room and a new identity where none is given, and logs them', async () => {
    const log = captureLog();
    const { body } = await livekit().post({});
    expect(claimsOf(body.participant_token)).toMatchObject({ sub: 'user-id-2', video: { room: 'room-id-1' } });
    expect(log.lines()).toMatchObject([
      { message: 'vended', subject: { room_name: 'room-id-1', participant_identity: 'user-id-2' }, Vended: 1 },
    ]);
    for (const empty of [
      { room_name: '', participant_identity: '' },
      { roomName: '', participantIdentity: '' },
    ])
      expect(await claims(empty)).toEqual(claimsOf(body.participant_token));
    expect(await refusal({ room_name: '', participant_identity: 'ada' }, { only: { rooms: ['lesson-*'] } })).toContain(
      '403 this caller may not have a new room made for it',
    );
  });

  it('makes none that the caller may not have', async () => {
    expect(await refusal({ participant_identity: 'ada' }, { only: { rooms: ['lesson-*'] } })).toBe(
      '403 this caller may not have a new room made for it: give room_name; allowed: "lesson-*"',
    );
    expect(await refusal({ room_name: 'lobby' }, { only: { identities: ['ada'] } })).toBe(
      '403 this caller may not have a new identity made for it: give participant_identity; allowed: "ada"',
    );
    expect(await claims({}, { only: { rooms: ['room-*'], identities: ['*'] } })).toMatchObject({ sub: 'user-id-2' });
  });

  it('says nothing of metadata in the log', async () => {
    const log = captureLog();
    await livekit().post({ ...asked, participant_metadata: 'private', participant_attributes: { key: 'private' } });
    expect(log.text()).toContain('lobby');
    expect(log.text()).not.toContain('private');
  });

  it('grants what the stage says', async () => {
    expect((await claims(asked)).video).toEqual({
      room: 'lobby',
      roomJoin: true,
      canPublish: true,
      canSubscribe: true,
      canPublishData: true,
      canUpdateOwnMetadata: false,
    });
    const grants = { subscribe: false, data: false, sources: ['microphone' as const], updateOwnMetadata: true };
    expect((await claims(asked, { options: { grants } })).video).toMatchObject({
      canPublish: true,
      canPublishSources: ['microphone'],
      canSubscribe: false,
      canPublishData: false,
      canUpdateOwnMetadata: true,
    });
    expect((await claims(asked, { options: { grants: { publish: false } } })).video.canPublish).toBe(false);
  });

  it('keeps that within the caller’s rights', async () => {
    const only = { publish: false, subscribe: false, data: false, metadata: false };
    const options = { grants: { updateOwnMetadata: true } };
    expect((await claims(asked, { only, options })).video).toMatchObject({
      canPublish: false,
      canSubscribe: false,
      canPublishData: false,
      canUpdateOwnMetadata: false,
    });
    const sources = ['camera', 'microphone'] as const;
    expect((await claims(asked, { only: { sources } })).video.canPublishSources).toEqual(sources);
    const ofStage = (all: (typeof sources)[number][]) => ({ only: { sources }, options: { grants: { sources: all } } });
    expect((await claims(asked, ofStage(['camera']))).video.canPublishSources).toEqual(['camera']);
    const none = { only: { sources: ['microphone' as const] }, options: { grants: { sources: ['camera' as const] } } };
    expect((await claims(asked, none)).video).toMatchObject({ canPublish: false });
    expect((await claims(asked, none)).video).not.toHaveProperty('canPublishSources');
  });

  it('ends as the stage and the caller’s maximum say', async () => {
    const options = { lifetime: { default: 300 } };
    expect((await claims(asked, { options })).exp).toBe(NOW_SECONDS + 300);
    expect((await claims(asked, { options, maximumLifetimeSeconds: 60 })).exp).toBe(NOW_SECONDS + 60);
  });

  it.each<[object, string]>([
    [{ room_name: ' ' }, 'room_name must be 1 to 256 visible characters'],
    [{ room_name: '*' }, 'room_name must be 1 to 256 visible characters without *'],
    [{ room_name: 7 }, 'room_name must be 1 to 256 visible characters'],
    [{ roomName: 'a\u0000' }, 'roomName must be 1 to 256 visible characters'],
    [{ room_name: 'é'.repeat(129) }, 'room_name must be at most 256 bytes of UTF-8'],
    [{ room_name: 'a', roomName: 'a' }, 'roomName is room_name, too: give one of them'],
    [{ Room_Name: 'a' }, 'Room_Name is not a field here; did you mean room_name?'],
    [{ participant_identity: 'a\u200bb' }, 'participant_identity must be 1 to 256 visible characters'],
    [{ participant_name: 'a\nb' }, 'participant_name must be 1 to 256 characters of readable text on one line'],
    [{ participant_metadata: { a: 1 } }, 'participant_metadata must be text of at most 4096 characters'],
    [{ participant_metadata: 'a'.repeat(4_097) }, 'participant_metadata must be text of at most 4096 characters'],
    [{ participant_attributes: { a: 1 } }, 'participant_attributes.a must be text'],
    [{ participant_attributes: { 'lk.agent.state': 'x' } }, 'is an attribute of LiveKit’s own'],
    [
      { participant_attributes: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`a${at}`, ''])) },
      'participant_attributes must have at most 32 attributes',
    ],
    [{ participant_attributes: [] }, 'participant_attributes must be an object of texts'],
    [{ participantAttributes: ['a'] }, 'participantAttributes must be an object of texts'],
    [JSON.parse('{"participant_attributes": {"a": "x", "__proto__": "y"}}'), 'must have no name "__proto__"'],
    [{ participantAttributes: { constructor: 'x' } }, 'participantAttributes must have no name "constructor"'],
    [
      { room_config: { agents: [{ agent_name: 'a', attributes: { prototype: 'x' } }] } },
      'room_config.agents.0.attributes must have no name "prototype"',
    ],
    [{ room_config: { agents: [{ agent_name: 'a', attributes: [] }] } }, '0.attributes must be an object of texts'],
    [{ room_config: 'all' }, 'room_config must be an object'],
    [{ room_config: [] }, 'room_config must be an object'],
    [{ roomConfig: [] }, 'roomConfig must be an object'],
    [{ room_config: { agents: [[]] } }, 'room_config.agents.0 must be an object'],
    [{ room_config: { agents: [{}] } }, 'room_config.agents.0.agent_name is required'],
    [{ room_config: { agents: [{ agent_name: '' }] } }, 'room_config.agents.0.agent_name must be 1 to 128'],
    [{ room_config: { agents: [{ agent_name: 'a/b' }] } }, 'room_config.agents.0.agent_name must have no /'],
    [{ room_config: { agents: [{ agent_name: 'a' }, { agentName: 'a' }] } }, 'must name each agent once'],
    [{ room_config: { max_participants: '5' } }, 'room_config.max_participants must be a whole number'],
    [{ video: { roomAdmin: true } }, 'video is not a field here'],
    [JSON.parse('{"__proto__": {"room_name": "a"}}'), '__proto__ is not a field here'],
  ])('refuses %j', async (body, problem) => {
    expect(await refusal(body, { options: { agents: ['*'] } })).toContain(`400 `);
    expect(await refusal(body, { options: { agents: ['*'] } })).toContain(problem);
  });

  it('refuses what makes a token too long for a URL', async () => {
    expect(await claims({ ...asked, participant_metadata: 'a'.repeat(4_096) })).toMatchObject({ sub: 'ada' });
    const attributes = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`a${at}`, 'x'.repeat(1_000)]));
    for (const body of [
      { participant_attributes: attributes },
      { participant_metadata: 'é'.repeat(4_096) },
      { room_config: { agents: [{ agent_name: 'a', attributes }] } },
    ])
      expect(await refusal({ ...asked, ...body }, { options: { agents: ['*'] } })).toMatch(
        /^400 the token would have \d+ characters, and the URL that it becomes a part of has place for 6144: give less/,
      );
  });

  it('refuses half a surrogate pair anywhere', async () => {
    for (const field of ['room_name', 'participant_identity', 'participant_name', 'participant_metadata']) {
      expect(await refusal(`{"${field}": "a\\ud800"}`), field).toContain(`400 ${field} must be`);
    }
    expect(await refusal('{"participant_attributes": {"a": "\\udc00"}}')).toContain('400 ');
  });
});

describe('room_config', () => {
  const dispatching = (agent: object) => ({ ...asked, room_config: { agents: [agent] } });

  it('dispatches the agents that the stage lists, and no others', async () => {
    const options = { agents: ['assistant', 'support-*'] };
    const { roomConfig } = await claims(dispatching({ agent_name: 'support-de' }), { options });
    expect(roomConfig).toEqual({ agents: [{ agentName: 'support-de' }] });
    expect(await refusal(dispatching({ agent_name: 'other' }), { options })).toBe(
      '403 this caller may not ask for the agent "other"; allowed: "assistant", "support-*"',
    );
    expect(await refusal(dispatching({ agent_name: 'assistant' }))).toBe(
      '403 this caller may not ask for the agent "assistant"; allowed: nothing here',
    );
  });

  it('dispatches none that the caller’s rights leave out', async () => {
    const stage = { options: { agents: ['*'] }, only: { agents: ['assistant'] } };
    expect((await claims(dispatching({ agent_name: 'assistant' }), stage)).roomConfig.agents).toHaveLength(1);
    expect(await refusal(dispatching({ agent_name: 'other' }), stage)).toContain('403 this caller may not ask for');
  });

  it('takes a deployment for another agent than the same without one', async () => {
    const agent = { agent_name: 'assistant', deployment: 'staging' };
    expect(await refusal(dispatching(agent), { options: { agents: ['assistant'] } })).toContain(
      '403 this caller may not ask for the agent "assistant/staging"',
    );
    const options = { agents: ['assistant', 'assistant/staging'] };
    expect((await claims(dispatching(agent), { options })).roomConfig).toEqual({
      agents: [{ agentName: 'assistant', deployment: 'staging' }],
    });
    expect(await refusal(dispatching(agent), { options, only: { agents: ['assistant'] } })).toContain('403 ');
  });

  it('counts the metadata of an agent as metadata', async () => {
    const stage = { options: { agents: ['*'] }, only: { metadata: false } };
    for (const more of [{ metadata: 'm' }, { attributes: { a: 'b' } }]) {
      expect(await refusal(dispatching({ agent_name: 'a', ...more }), stage)).toBe(
        '403 this caller may not ask for metadata and attributes; allowed: no metadata and attributes',
      );
    }
    const byRequest = ['metadata' as const];
    expect(
      await refusal(
        { room_config: { metadata: 'm' } },
        { options: { room_config: { byRequest } }, only: { metadata: false } },
      ),
    ).toContain('403 ');
  });

  it.each<[object, string]>([
    [{ egress: { room: {} } }, 'room_config.egress'],
    [{ egress: [] }, 'room_config.egress'],
    [{ egress: { room: { room_name: 'lobby', file_outputs: [{ s3: { secret: 's' } }] } } }, 'room_config.egress'],
    [{ name: 'preset' }, 'room_config.name'],
    [{ tags: { team: '' } }, 'room_config.tags'],
    [{ agents: [{ agent_name: 'a', restart_policy: 'JRP_NEVER' }] }, 'room_config.agents.restart_policy'],
    [{ agents: [{ agent_name: 'a', restartPolicy: 1 }] }, 'room_config.agents.restart_policy'],
  ])('never has %j', async (room_config, what) => {
    const byRequest = ['max_participants' as const];
    expect(await refusal({ room_config }, { options: { agents: ['*'], room_config: { byRequest } } })).toBe(
      `403 this caller may not ask for ${what}; allowed: none of it`,
    );
  });

  it('has the settings that the stage leaves to requests, where the caller’s rights do, too', async () => {
    const body = { room_config: { max_participants: 4 } };
    const options = { room_config: { byRequest: ['max_participants' as const] } };
    expect((await claims(body, { options })).roomConfig).toEqual({ maxParticipants: 4 });
    expect(await refusal(body)).toBe(
      '403 this caller may not ask for room_config.max_participants; allowed: nothing here',
    );
    expect(await refusal({ room_config: { empty_timeout: 4 } }, { options })).toBe(
      '403 this caller may not ask for room_config.empty_timeout; allowed: max_participants',
    );
    expect(await refusal(body, { options, only: { roomConfig: false } })).toBe(
      '403 this caller may not ask for room settings; allowed: no room settings',
    );
  });

  it('has no greatest playout delay below the least', async () => {
    const byRequest = ['min_playout_delay', 'max_playout_delay'] as const;
    const refused = '400 room_config.max_playout_delay must be no less than min_playout_delay';
    const below = { min_playout_delay: 200, max_playout_delay: 100 };
    expect(await refusal({ room_config: below }, { options: { room_config: { byRequest: [...byRequest] } } })).toBe(
      refused,
    );
    const room_config = { always: { min_playout_delay: 200 }, byRequest: [byRequest[1]] };
    const asks = (max_playout_delay: number) => ({ room_config: { max_playout_delay } });
    expect(await refusal(asks(199), { options: { room_config } })).toBe(refused);
    expect((await claims(asks(200), { options: { room_config } })).roomConfig).toMatchObject({ maxPlayoutDelay: 200 });
    expect((await claims(asks(0), { options: { room_config } })).roomConfig).toEqual({ minPlayoutDelay: 200 });
  });

  it('has what the stage always says, in tokens of both routes', async () => {
    const options = { room_config: { always: { agents: ['assistant'], empty_timeout: 60 } } };
    const expected = { emptyTimeout: 60, agents: [{ agentName: 'assistant' }] };
    expect((await claims(asked, { options })).roomConfig).toEqual(expected);
    const { body } = await livekit({ options }).get({ room: 'lobby', identity: 'ada' });
    expect(claimsOf(body.participant_token).roomConfig).toEqual(expected);
    const only = { agents: ['other'] };
    expect((await claims(asked, { options, only })).roomConfig).toEqual({ emptyTimeout: 60 });
    const own = { agents: [{ agent_name: 'assistant', metadata: 'm' }] };
    const both = { options: { ...options, agents: ['assistant'] } };
    expect((await claims({ ...asked, room_config: own }, both)).roomConfig.agents).toEqual([
      { agentName: 'assistant', metadata: 'm' },
    ]);
  });
});

describe('GET /livekit/token', () => {
  async function got(query: Record<string, string>, stage: StageAndCaller = {}) {
    captureLog();
    const { status, body } = await livekit(stage).get({ room: 'lobby', identity: 'ada', ...query });
    return status === 200 ? claimsOf(body.participant_token) : `${status} ${body.error}`;
  }

  it('lets listen and no more where nothing else is asked', async () => {
    expect((await got({})).video).toEqual({
      room: 'lobby',
      roomJoin: true,
      canPublish: false,
      canSubscribe: true,
      canPublishData: false,
      canUpdateOwnMetadata: false,
    });
  });

  it('grants what is asked', async () => {
    const claims = await got({
      name: 'Ada',
      publish: 'true',
      subscribe: 'false',
      data: 'true',
      sources: 'camera,microphone',
      expireTime: '60',
    });
    expect(claims).toMatchObject({
      name: 'Ada',
      exp: NOW_SECONDS + 60,
      video: {
        canPublish: true,
        canSubscribe: false,
        canPublishData: true,
        canPublishSources: ['camera', 'microphone'],
      },
    });
    expect((await got({ publish: 'true' })).video).not.toHaveProperty('canPublishSources');
  });

  it('takes publishing without sources for all of them', async () => {
    const refused = '403 this caller may not ask for the source "camera"; allowed: "microphone"';
    const only = { sources: ['microphone' as const] };
    expect(await got({ publish: 'true' }, { only })).toBe(refused);
    expect(await got({ publish: 'true', sources: 'microphone,camera' }, { only })).toBe(refused);
    expect((await got({}, { only })).video.canPublish).toBe(false);
    expect((await got({ publish: 'true', sources: 'microphone' }, { only })).video.canPublishSources).toEqual([
      'microphone',
    ]);
    const all = ['camera', 'microphone', 'screen_share', 'screen_share_audio'] as const;
    expect((await got({ publish: 'true' }, { only: { sources: all } })).video.canPublishSources).toEqual(all);
  });

  it.each([
    ['room', '', 'room must be 1 to 256 visible characters'],
    ['identity', 'a*', 'identity must be 1 to 256 visible characters without *'],
    ['publish', 'yes', 'publish must be true or false'],
    ['sources', 'camera,', 'sources must be one or more of camera, microphone, screen_share, screen_share_audio'],
    ['roomAdmin', 'true', 'unknown parameter "roomAdmin"'],
  ])('refuses %s=%s', async (name, value, problem) => {
    expect(await got({ [name]: value })).toContain(`400 ${problem}`);
  });
});
