import * as v from 'valibot';
import { listOf, optional, TrueOrFalse, wholeNumberFrom } from '../../api/body.ts';
import { named } from '../../api/named.ts';
import { identifier } from '../../api/names.ts';
import { textRecord } from '../../api/text-record.ts';
import { eitherSpelling } from './either-spelling.ts';
import { liveKitName, participantName } from './names.ts';
import { isEmpty, never, orEmpty } from './protobuf-defaults.ts';

/*
 * The body of LiveKit's standard token endpoint: TokenSourceRequest of livekit_token_source.proto, and in it
 * RoomConfiguration of livekit_room.proto. All its texts become data of the token; none is read any further here.
 */

/** The whole token has a limit, too: `MAX_TOKEN` of room-token.ts. */
const MAX_METADATA = 4_096;
const MAX_ATTRIBUTES = 32;
const MAX_ATTRIBUTE = 1_024;
const MAX_AGENTS = 8;

function data(max: number) {
  const expected = `must be text of at most ${max} characters`;
  return v.pipe(
    v.string(expected),
    v.maxLength(max, expected),
    // Half a surrogate pair can't be signed as it is.
    v.check((text) => !/\p{Cs}/u.test(text), expected),
  );
}

const Metadata = data(MAX_METADATA);

/** LiveKit's own attributes tell clients who is an agent, for whom it publishes, or who calls by phone. */
const RESERVED = /^(?:lk|sip)\./;

const Attributes = v.pipe(
  textRecord(
    v.pipe(
      identifier(128),
      v.check((name) => !RESERVED.test(name), 'is an attribute of LiveKit’s own'),
    ),
    data(MAX_ATTRIBUTE),
    'must be an object of texts',
  ),
  v.check((given) => Object.keys(given).length <= MAX_ATTRIBUTES, `must have at most ${MAX_ATTRIBUTES} attributes`),
);

const Agent = eitherSpelling({
  agent_name: v.pipe(
    identifier(128),
    v.check((name) => !name.includes('/'), 'must have no /'),
    v.description('Required: one of the agents that the stage lists.'),
  ),
  metadata: optional(v.pipe(Metadata, v.description('For the agent: data of its job.'))),
  deployment: optional(
    v.pipe(
      v.string('must be text'),
      v.regex(/^[\w.-]{0,64}$/, 'must be at most 64 letters, digits and ._-'),
      v.description('A deployment of the agent, where the stage lists it as `NAME/DEPLOYMENT`.'),
    ),
  ),
  attributes: optional(v.pipe(Attributes, v.description('Attributes of the agent’s job.'))),
  restart_policy: never((given) => given === 'JRP_ON_FAILURE' || given === 0),
});
export type AskedAgent = v.InferOutput<typeof Agent>;

const seconds = wholeNumberFrom(0, 604_800);
const milliseconds = wholeNumberFrom(0, 60_000);

/** The settings of a room that a stage can fix, or leave to requests. */
export const roomSettings = {
  empty_timeout: v.pipe(seconds, v.description('Seconds for which a room stays open before anybody joins.')),
  departure_timeout: v.pipe(seconds, v.description('Seconds for which a room stays open after everybody has left.')),
  max_participants: v.pipe(wholeNumberFrom(0, 1_000_000), v.description('How many may be in the room.')),
  metadata: v.pipe(Metadata, v.description('Metadata of the room, which all participants see.')),
  min_playout_delay: v.pipe(milliseconds, v.description('The least playout delay of subscribers, in ms.')),
  max_playout_delay: v.pipe(milliseconds, v.description('The greatest playout delay of subscribers, in ms.')),
  sync_streams: v.pipe(TrueOrFalse, v.description('Keeps audio and video in step, with a playout delay above 200 ms.')),
} as const;

/** Whether the greatest playout delay isn't below the least. 0 is none. */
export function isDelayRange(given: {
  readonly min_playout_delay?: number | undefined;
  readonly max_playout_delay?: number | undefined;
}): boolean {
  const { min_playout_delay: least = 0, max_playout_delay: greatest = 0 } = given;
  return greatest === 0 || greatest >= least;
}

export const roomSettingNames = Object.keys(roomSettings) as (keyof typeof roomSettings)[];

const RoomConfig = eitherSpelling({
  agents: optional(
    v.pipe(
      listOf(Agent, 'objects with an agent_name'),
      v.maxLength(MAX_AGENTS, `must hold at most ${MAX_AGENTS} agents`),
      v.check((agents) => new Set(agents.map(agentKey)).size === agents.length, 'must name each agent once'),
      v.description('The agents to dispatch to the room.'),
    ),
  ),
  empty_timeout: optional(roomSettings.empty_timeout),
  departure_timeout: optional(roomSettings.departure_timeout),
  max_participants: optional(roomSettings.max_participants),
  metadata: optional(roomSettings.metadata),
  min_playout_delay: optional(roomSettings.min_playout_delay),
  max_playout_delay: optional(roomSettings.max_playout_delay),
  sync_streams: optional(roomSettings.sync_streams),
  name: never((given) => given === ''),
  egress: never(isEmpty),
  tags: never(isEmpty),
});
export type AskedRoomConfig = v.InferOutput<typeof RoomConfig>;

/** What an agent is called in rights and in the stage's configuration: `NAME`, or `NAME/DEPLOYMENT`. */
export function agentKey({ agent_name, deployment = '' }: Pick<AskedAgent, 'agent_name' | 'deployment'>): string {
  return deployment === '' ? agent_name : `${agent_name}/${deployment}`;
}

const RequestFields = eitherSpelling({
  room_name: orEmpty(v.pipe(liveKitName(), v.description('The room to join. Default: a new one, `room-` and a UUID.'))),
  participant_identity: orEmpty(
    v.pipe(liveKitName(), v.description('Who joins. Default: a new identity, `user-` and a UUID.')),
  ),
  participant_name: orEmpty(v.pipe(participantName(), v.description('The name that others see.'))),
  participant_metadata: optional(v.pipe(Metadata, v.description('Metadata of the participant, which others see.'))),
  participant_attributes: optional(
    v.pipe(Attributes, v.description('Attributes of the participant, which others see: at most 32 texts by name.')),
  ),
  room_config: optional(
    v.pipe(RoomConfig, v.description('What counts where this participant is the first in its room.')),
  ),
});

export const TokenRequest = v.pipe(
  RequestFields,
  named('LiveKitTokenRequest'),
  v.examples([{ room_name: 'lobby', participant_identity: 'ada' }]),
);
export type TokenRequest = v.InferOutput<typeof TokenRequest>;
