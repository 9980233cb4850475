import fc from 'fast-check';
import jsonwebtoken from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import type { CallerRights } from '../../../lambda/shared/rights/rights.ts';
import { grantNames, tokenRoute } from '../../../lambda/twilio/contract.ts';
import { createHandler } from '../../../lambda/twilio/create-handler.ts';
import { twilio as provider } from '../../../lambda/twilio/provider.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { grants, keys, NOW, options } from './fixtures.ts';

type Query = Readonly<Record<string, string>>;

const { video, voice, sync, conversations } = grants;
const SID = `RM${'a'.repeat(32)}`;

/** What is answered to a request: the grants in its token, or the status and error. */
function twilio(stage = options(), given: Partial<CallerRights> = {}, readKeys = async () => keys) {
  const handler = createHandler(readKeys, stage, () => NOW, rightsOfClient(given));
  return async (query: Query) => {
    const answer = await handler(apiEvent(tokenRoute, query));
    const body = bodyOf(answer);
    if (answer.statusCode !== 200) return `${answer.statusCode} ${body.error}`;
    const { grants: given } = jsonwebtoken.decode(String(body.token)) as { grants: { identity?: string } };
    const { identity, ...rest } = given;
    expect(identity).toBe(query.identity);
    return rest;
  };
}

describe('a request', () => {
  const identity = 'ada';
  const outgoing = { application_sid: voice.outgoingApplicationSid };
  const calls = { incoming: { allow: true }, outgoing, push_credential_sid: voice.pushCredentialSid };

  it.each<[string, object, Query, object]>([
    ['video for a room', {}, { room: 'lobby' }, { video: { room: 'lobby' } }],
    ['video for a room by its SID', {}, { room: SID }, { video: { room: SID } }],
    ['what it names', {}, { grants: 'voice' }, { voice: calls }],
    ['all that it names', {}, { grants: 'voice,video', room: 'lobby' }, { video: { room: 'lobby' }, voice: calls }],
    ['the only grant there is', { sync }, {}, { data_sync: { service_sid: sync.serviceSid } }],
    ['every room, where the stage says so', { video: { anyRoom: true } }, {}, { video: {} }],
    ['one room, where every room may be', { video: { anyRoom: true } }, { room: 'a' }, { video: { room: 'a' } }],
  ])('gets %s', async (_what, there, query, expected) => {
    captureLog();
    const stage = Object.keys(there).length === 0 ? options() : options({ grants: there });
    expect(await twilio(stage)({ identity, ...query })).toEqual(expected);
  });

  it.each<[string, object, Query, string]>([
    [
      'that names no grant, where there are several',
      grants,
      {},
      'grants is required: this stage has video, voice, sync',
    ],
    [
      'for a room, where there is no video',
      { voice, sync },
      { room: 'a' },
      'this stage has no grant video, but voice, sync',
    ],
    ['for a grant that the stage lacks', { video }, { grants: 'voice' }, 'this stage has no grant voice, but video'],
    ['for one among others that it lacks', { video }, { grants: 'video,sync', room: 'a' }, 'no grant sync, but video'],
    ['for video without a room', { video }, {}, 'room is required with the grant video'],
    ['for video without a room, by name', grants, { grants: 'sync,video' }, 'room is required with the grant video'],
    ['for a room and no video', grants, { grants: 'sync', room: 'a' }, 'room goes with the grant video'],
    ['for a grant twice', grants, { grants: 'sync,sync' }, 'grants must name each grant once'],
    ['for all grants', grants, { grants: '*' }, 'grants must be one or more of video, voice, sync, conversations'],
    ['for a grant of Twilio’s that isn’t vended', grants, { grants: 'task_router' }, 'grants must be one or more of'],
    ['for a grant by its claim', grants, { grants: 'chat' }, 'grants must be one or more of'],
    ['for every room', { video: { anyRoom: true } }, { room: '*' }, 'room must be 1 to 128 visible characters'],
    ['for an empty room', { video: { anyRoom: true } }, { room: '' }, 'room must be 1 to 128 visible characters'],
    ['for every identity', { video }, { room: 'a', identity: '*' }, 'identity must be 1 to 128 visible characters'],
    ['with an identity too long', { video }, { room: 'a', identity: 'i'.repeat(129) }, 'identity must be 1 to 128'],
    [
      'with an address to call',
      grants,
      { grants: 'voice', identity: 'a@b.c' },
      'identity must be 1 to 121 ASCII letters',
    ],
    ['with a long name to call', grants, { grants: 'voice', identity: 'i'.repeat(122) }, 'identity must be 1 to 121'],
    ['with an address to call, naming no grant', { voice }, { identity: 'a@b.c' }, 'identity must be 1 to 121'],
    [
      'with an address to call, among others',
      grants,
      { grants: 'sync,voice', identity: 'é' },
      'identity must be 1 to 121',
    ],
  ])('%s is refused', async (_what, there, query, message) => {
    captureLog();
    const answer = await twilio(options({ grants: there }))({ identity, ...query });
    expect(answer).toContain(message);
    // What the stage doesn’t have is refused as what the caller may not have.
    expect(answer).toMatch(message.includes('no grant') ? /^403 / : /^400 /);
  });

  it('may have other identities than Voice takes, where it isn’t for Voice', async () => {
    captureLog();
    const ask = twilio();
    for (const each of ['ada@example.com', 'Ада Л.', 'i'.repeat(128)]) {
      expect(await ask({ identity: each, grants: 'conversations' })).toHaveProperty('chat');
    }
    expect(await ask({ identity: 'i'.repeat(121), grants: 'voice' })).toHaveProperty('voice');
  });

  it('is logged with whom and what it is for', async () => {
    const log = captureLog();
    await twilio()({ identity, room: 'lobby', grants: 'video,sync' });
    expect(log.lines()).toMatchObject([
      { kind: 'access', subject: { identity, room: 'lobby', grants: 'video,sync' }, lifetimeSeconds: 3_600 },
    ]);
    for (const secret of [keys.apiKeySecret, keys.accountSid, 'eyJ']) expect(log.text()).not.toContain(secret);
  });
});

describe('a caller’s rights', () => {
  const anyRoom = options({ grants: { ...grants, video: { anyRoom: true } } });

  it.each<[string, Partial<CallerRights>['only'] & object, Query, string]>([
    [
      'every room, by no room',
      { rooms: ['a-*', '*-a'] },
      { grants: 'video' },
      'a token without a room, which opens every room; allowed: "a-*", "*-a"',
    ],
    ['a room by its SID', { rooms: ['*a'] }, { room: SID }, `the room "${SID}"; allowed: "*a"`],
    ['another room', { rooms: ['a-*'] }, { room: 'A-1' }, 'the room "A-1"; allowed: "a-*"'],
    ['video by a room', { grants: ['voice'] }, { room: 'a' }, 'the grant "video"; allowed: "voice"'],
    [
      'one grant more',
      { grants: ['video'] },
      { room: 'a', grants: 'video,sync' },
      'the grant "sync"; allowed: "video"',
    ],
    ['another identity', { identities: ['ada'] }, { identity: 'bob', room: 'a' }, 'the identity "bob"; allowed: "ada"'],
  ])('keep it from %s', async (_what, only, query, message) => {
    captureLog();
    expect(await twilio(anyRoom, { only })({ identity: 'ada', ...query })).toBe(
      `403 this caller may not ask for ${message}`,
    );
  });

  it('count the only grant that there is where a request names none', async () => {
    captureLog();
    const only = { grants: ['video'] };
    expect(await twilio(options({ grants: { sync } }), { only })({ identity: 'ada' })).toContain('the grant "sync"');
  });

  it('let every room be asked for by the pattern for all, and none where they aren’t limited', async () => {
    captureLog();
    const query = { identity: 'ada', grants: 'video' };
    expect(await twilio(anyRoom, { only: { rooms: ['*'] } })(query)).toEqual({ video: {} });
    expect(await twilio(anyRoom, { only: { rooms: ['a', '**'] } })(query)).toEqual({ video: {} });
    expect(await twilio(anyRoom)(query)).toEqual({ video: {} });
    expect(await twilio(anyRoom, { only: { rooms: ['*'] } })({ identity: 'ada', room: SID })).toEqual({
      video: { room: SID },
    });
  });

  it('are looked at before the keys are', async () => {
    captureLog();
    const unread = async () => expect.fail('the keys were read');
    expect(await twilio(anyRoom, { only: { rooms: ['a'] } }, unread)({ identity: 'ada', room: 'b' })).toMatch(/^403 /);
  });

  it('may name only grants that the stage has', () => {
    const stage = options({ grants: { video, sync } });
    const faults = (given: (typeof grantNames)[number][]) =>
      provider.rightsFaults({ only: { grants: given }, maximumLifetimeSeconds: undefined }, stage);
    expect(faults(['video'])).toEqual([]);
    expect(faults(['video', 'voice'])).toEqual([
      { path: ['twilio', 'grants', 1], expected: 'a grant that the stage has: video, sync' },
    ]);
  });

  const VOICE_ONLY = 'a pattern that a request can match: identity must be 1 to 121 ASCII letters, digits and _';

  it.each<[object, Parameters<typeof provider.rightsFaults>[0]['only'], (string | number)[], string]>([
    [{ voice, sync }, { rooms: ['lobby'] }, ['rooms'], 'nothing, since this caller gets no token with the grant video'],
    [{ video, sync }, { rooms: ['lobby'], grants: ['sync'] }, ['rooms'], 'nothing, since this caller gets no token'],
    [{ video }, { rooms: ['a', ' a'] }, ['rooms', 1], 'a pattern that a request can match: room must be 1 to 128'],
    [{ video }, { rooms: [SID] }, ['rooms', 0], 'a pattern that a request can match: a room’s SID goes with'],
    [{ voice }, { identities: ['ada', 'kiosk-*'] }, ['identities', 1], VOICE_ONLY],
    [{ video, voice }, { identities: ['kiosk-*'], grants: ['voice'] }, ['identities', 0], VOICE_ONLY],
    [{ voice }, { identities: ['*é', 'a'.repeat(121)] }, ['identities', 0], VOICE_ONLY],
    [
      { sync },
      { identities: ['a\tb'] },
      ['identities', 0],
      'a pattern that a request can match: identity must be 1 to',
    ],
  ])('of a stage with %j may not be %j, which it never gives', (there, only, path, expected) => {
    const faults = provider.rightsFaults({ only, maximumLifetimeSeconds: undefined }, options({ grants: there }));
    expect(faults).toEqual([{ path: ['twilio', ...path], expected: expect.stringContaining(expected) }]);
  });

  it.each<[object, Parameters<typeof provider.rightsFaults>[0]['only']]>([
    [
      { video, voice },
      { identities: ['kiosk-*', '* Lovelace'], rooms: ['lobby', '*', 'RM*'] },
    ],
    [{ voice }, { identities: ['kiosk_*', '*'] }],
    [{ video: { anyRoom: true } }, { rooms: ['*'] }],
  ])('of a stage with %j may be %j', (there, only) => {
    const given = { only, maximumLifetimeSeconds: undefined };
    expect(provider.rightsFaults(given, options({ grants: there }))).toEqual([]);
  });
});

describe('no token', () => {
  const piece = fc.constantFrom(...grantNames, 'chat', 'data_sync', '', '*', 'video:x', '{"video":{}}');
  const text = fc.oneof(
    fc.constantFrom('a', 'a-1', 'b', '*', '', SID, 'a-1\n', ' a-1', 'a-1\u200b', '"},"voice":{}', 'a-1,b'),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const query = fc.record(
    {
      identity: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('ada', 'a_1') }, { weight: 1, arbitrary: text }),
      room: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a-1', 'a-2') }, { weight: 1, arbitrary: text }),
      grants: fc.array(piece, { minLength: 1, maxLength: 3 }).map((names) => names.join(',')),
    },
    { requiredKeys: ['identity'] },
  );

  it('opens more than rights and stage say, whatever is asked', async () => {
    captureLog();
    const there = { video: { anyRoom: true }, voice, conversations };
    const ask = twilio(options({ grants: there }), {
      only: { rooms: ['a-*'], grants: ['video', 'voice'], identities: ['a*'] },
    });
    let vended = 0;
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const answer = await ask(asked as Record<string, string>);
        if (typeof answer === 'string') {
          expect(answer).toMatch(/^40[03] /);
          return;
        }
        vended += 1;
        expect(asked.identity).toMatch(/^a/);
        for (const [name, value] of Object.entries(answer)) {
          expect(['video', 'voice']).toContain(name);
          if (name === 'video') expect((value as { room?: string }).room).toMatch(/^a-/);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(vended).toBeGreaterThan(50);
  });
});
