import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { sources } from '../../../lambda/livekit/contract.ts';
import type { StageAndCaller } from './fixtures.ts';
import { claimsOf, keys, livekit, NOW_SECONDS } from './fixtures.ts';

/*
 * Whatever a body holds, the answer is a token within stage and rights, or a refusal. The rules are stated here a second
 * time, and share no code with the function's.
 *
 * The suite tries some hundreds; LIVEKIT_RUNS=20000 npx vitest run test/lambda/livekit/hostile.test.ts takes a minute.
 */
const RUNS = Number(process.env.LIVEKIT_RUNS ?? 500);

const hostileText = fc.oneof(
  fc.constantFrom('lobby', 'room-1', 'ada', '', '*', 'room-*', 'a/b', ' a', 'a\u0000b', '\ud800', 'é'.repeat(200)),
  fc.constantFrom('{"video":{"roomAdmin":true}}', '"},"video":{"roomAdmin":true},"x":{"', '__proto__', '\u202eada'),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constant('a'.repeat(5_000)),
);
const anything = fc.oneof(
  hostileText,
  fc.anything({ maxDepth: 3 }),
  fc.constantFrom(null, true, 0, -1, 1e300, [], {}, [null], '1'),
);
const attributes = fc.dictionary(
  fc.oneof(hostileText, fc.constantFrom('lk.agent.state', 'lang', 'constructor')),
  hostileText,
);

/** Often what a field takes, and often something else, in either spelling or none that is known. */
function body(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> {
  const camel = (name: string) => name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const entry = fc.constantFrom(...Object.keys(fields)).chain((name) =>
    fc.tuple(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(name, camel(name)) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(name.toUpperCase(), '__proto__', 'constructor', 'toString', 'video'),
        },
      ),
      fc.oneof({ weight: 4, arbitrary: fields[name] ?? anything }, { weight: 1, arbitrary: anything }),
    ),
  );
  return fc.array(entry, { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

const agent = body({
  agent_name: fc.constantFrom('assistant', 'other', ''),
  metadata: hostileText,
  deployment: fc.constantFrom('', 'staging', '../x'),
  attributes,
  restart_policy: fc.constantFrom(0, 1, 'JRP_NEVER'),
});
const roomConfig = body({
  agents: fc.array(agent, { maxLength: 2 }),
  max_participants: fc.constantFrom(0, 1, 5, 1e12, '5'),
  empty_timeout: fc.constantFrom(0, 60),
  metadata: hostileText,
  egress: fc.constantFrom({}, { room: { file_outputs: [{ s3: { secret: 's' } }] } }, null),
  name: fc.constantFrom('', 'preset'),
  tags: attributes,
});
const asked = body({
  room_name: fc.constantFrom('lobby', 'room-1', 'other'),
  participant_identity: fc.constantFrom('ada', 'bob'),
  participant_name: hostileText,
  participant_metadata: hostileText,
  participant_attributes: attributes,
  room_config: roomConfig,
});

const deep = `{"room_config":{"egress":${'['.repeat(7_000)}${']'.repeat(7_000)}}}`;
const sent = fc.oneof(
  { weight: 30, arbitrary: asked.map((value) => JSON.stringify(value)) },
  {
    weight: 2,
    arbitrary: asked.map((value) => `{"room_name":"*","room_name":"lobby",${JSON.stringify(value).slice(1)}`),
  },
  { weight: 1, arbitrary: fc.constantFrom(deep, 'null', '[]', '"text"', '{', `{"room_name":"${'a'.repeat(20_000)}"}`) },
);

const some = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });
const limited = fc.record({
  rooms: some(['room-*', 'lobby', 'other']),
  identities: some(['a*', 'user-*']),
  publish: fc.option(fc.boolean(), { nil: undefined }),
  subscribe: fc.option(fc.boolean(), { nil: undefined }),
  data: fc.option(fc.boolean(), { nil: undefined }),
  sources: some(sources),
  agents: some(['assistant', 'other', 'a*']),
  metadata: fc.option(fc.boolean(), { nil: undefined }),
  roomConfig: fc.option(fc.boolean(), { nil: undefined }),
});
const stage = fc.record({
  only: limited,
  options: fc.record({
    grants: fc.record({
      publish: fc.boolean(),
      subscribe: fc.boolean(),
      data: fc.boolean(),
      updateOwnMetadata: fc.boolean(),
      sources: some(sources),
    }),
    agents: fc.subarray(['assistant', 'assistant/staging', '*']),
    room_config: fc.record({
      always: fc.record({ agents: fc.subarray(['assistant', 'fixed']) }),
      byRequest: fc.subarray(['max_participants' as const, 'metadata' as const]),
    }),
  }),
});

const fits = (patterns: readonly string[] | undefined, name: string) =>
  patterns === undefined || patterns.some((each) => new RegExp(`^${each.replaceAll('*', '.*')}$`, 's').test(name));

const CLAIMS = ['iss', 'sub', 'nbf', 'exp', 'name', 'metadata', 'attributes', 'video', 'roomConfig'];
const GRANTS = [
  'room',
  'roomJoin',
  'canPublish',
  'canSubscribe',
  'canPublishData',
  'canUpdateOwnMetadata',
  'canPublishSources',
];

function expectWithin(token: string, { only = {}, options = {} }: StageAndCaller, about: string): void {
  const claims = claimsOf(token);
  const { video, roomConfig = {} } = claims;
  const { grants = {}, agents: listed = [], room_config = {} } = options;
  for (const name of Object.keys(claims)) expect(CLAIMS, about).toContain(name);
  for (const name of Object.keys(video)) expect(GRANTS, about).toContain(name);
  expect(claims, about).toMatchObject({ iss: keys.apiKey, nbf: NOW_SECONDS, exp: NOW_SECONDS + 3_600 });

  // One room, one participant, and both are the caller's.
  for (const [name, patterns] of [
    [video.room, only.rooms],
    [claims.sub, only.identities],
  ] as const) {
    expect(name, about).toMatch(/^[^*\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);
    expect(fits(patterns, name), about).toBe(true);
  }
  expect(video.roomJoin, about).toBe(true);

  // Each permission is there, and given only where stage and rights both give it.
  const given = {
    canPublish: grants.publish !== false && only.publish !== false,
    canSubscribe: grants.subscribe !== false && only.subscribe !== false,
    canPublishData: grants.data !== false && only.data !== false,
    canUpdateOwnMetadata: grants.updateOwnMetadata === true && only.metadata !== false,
  };
  for (const [name, most] of Object.entries(given)) {
    expect(typeof video[name], about).toBe('boolean');
    if (!most) expect(video[name], about).toBe(false);
  }
  const allowed = sources.filter((each) =>
    [grants.sources, only.sources].every((list) => list?.includes(each) ?? true),
  );
  if (video.canPublish && allowed.length < sources.length) {
    expect(video.canPublishSources.length, about).toBeGreaterThan(0);
    for (const each of video.canPublishSources) expect(allowed, about).toContain(each);
  }

  if (only.metadata === false) {
    const texts = JSON.stringify([claims.metadata, claims.attributes, roomConfig]);
    expect(texts, about).not.toMatch(/metadata|attributes/);
    expect([claims.metadata, claims.attributes], about).toEqual([undefined, undefined]);
  }
  for (const name of Object.keys(claims.attributes ?? {})) expect(name, about).not.toMatch(/^(lk|sip)\./);

  // The room's settings: those of the stage, and what it leaves to requests.
  for (const name of Object.keys(roomConfig)) expect(['agents', 'maxParticipants', 'metadata'], about).toContain(name);
  const byRequest = only.roomConfig === false ? [] : (room_config.byRequest ?? []);
  if (!byRequest.includes('max_participants')) expect(roomConfig.maxParticipants, about).toBeUndefined();
  if (!byRequest.includes('metadata')) expect(roomConfig.metadata, about).toBeUndefined();
  for (const { agentName, deployment, ...rest } of roomConfig.agents ?? []) {
    const name = deployment === undefined ? agentName : `${agentName}/${deployment}`;
    expect(fits([...listed, ...(room_config.always?.agents ?? [])], name), about).toBe(true);
    expect(fits(only.agents, name), about).toBe(true);
    for (const key of Object.keys(rest)) expect(['metadata', 'attributes'], about).toContain(key);
  }
}

it(`no body gets a token beyond stage and rights, and none makes the function fail: ${RUNS} of them`, {
  timeout: 30_000 + RUNS * 50,
}, async () => {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const seen = new Map<number, number>();
  try {
    await fc.assert(
      fc.asyncProperty(stage, sent, async (of, text) => {
        stdout.mockClear();
        const { status, body: answered } = await livekit(of as StageAndCaller).post(text);
        const about = `${text.slice(0, 300)} of ${JSON.stringify(of)}: ${JSON.stringify(answered)}`;
        seen.set(status, (seen.get(status) ?? 0) + 1);
        expect([200, 400, 403, 413], about).toContain(status);
        if (status === 200) expectWithin(answered.participant_token, of as StageAndCaller, about);
      }),
      { numRuns: RUNS },
    );
  } finally {
    stdout.mockRestore();
  }
  for (const status of [200, 400, 403]) expect(seen.get(status) ?? 0, `${status}`).toBeGreaterThan(RUNS / 50);
});
