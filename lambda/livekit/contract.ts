import * as v from 'valibot';
import { fields, optional } from '../../api/body.ts';
import { named } from '../../api/named.ts';
import { IDENTIFIER_CHARSET } from '../../api/names.ts';
import { ExpireTime, query, trueOrFalse } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { ExpiresAt, TokenText } from '../../api/tokens.ts';
import { Blocked, kickFailures, kickFields } from '../shared/kicks/kick-contract.ts';
import { liveKitName, participantName } from './names.ts';
import { TokenRequest } from './token-request.ts';

/** What a track is of, by LiveKit's names in tokens. */
export const sources = ['camera', 'microphone', 'screen_share', 'screen_share_audio'] as const;
export type Source = (typeof sources)[number];

/** What rights can limit of LiveKit's tokens. */
export const livekitRights = {
  rooms: {
    kind: 'names',
    called: 'room',
    listed: 'room patterns',
    expected: 'a room’s name, in which * stands for any characters',
    description: 'Tokens for these rooms. `*` stands for any characters, and the whole name must match.',
    parameter: 'room',
  },
  identities: {
    kind: 'names',
    called: 'identity',
    listed: 'identity patterns',
    expected: 'an identity, in which * stands for any characters',
    description: 'Tokens for participants with these identities.',
    charset: IDENTIFIER_CHARSET,
    parameter: 'identity',
  },
  publish: {
    kind: 'flag',
    called: 'publishing',
    description: '`false`: no token publishes a track.',
    parameter: 'publish',
  },
  subscribe: {
    kind: 'flag',
    called: 'subscribing',
    description: '`false`: no token receives tracks.',
    parameter: 'subscribe',
  },
  data: {
    kind: 'flag',
    called: 'sending data',
    description: '`false`: no token sends data messages (chat, too).',
    parameter: 'data',
  },
  sources: {
    kind: 'choices',
    called: 'source',
    listed: 'sources',
    choices: sources,
    description: 'Tokens that publish only tracks of these.',
    parameter: 'sources',
  },
  agents: {
    kind: 'names',
    called: 'agent',
    listed: 'agent patterns',
    expected: 'an agent’s name, or NAME/DEPLOYMENT, in which * stands for any characters',
    description:
      'Tokens that dispatch these agents, of those that the stage has. One in a deployment is `NAME/DEPLOYMENT`.',
  },
  metadata: {
    kind: 'flag',
    called: 'metadata and attributes',
    description:
      '`false`: a request gives no metadata and no attributes, of participant, room or agent, and no participant changes its own.',
  },
  roomConfig: {
    kind: 'flag',
    called: 'room settings',
    description: '`false`: a request gives no settings of `room_config`, even where the stage lets it.',
  },
} as const satisfies Terms;

const source = `(?:${sources.join('|')})`;

const Sources = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^${source}(?:,${source})*$`),
    `sources must be one or more of ${sources.join(', ')}, with commas between them`,
  ),
  v.examples(['camera,microphone']),
  v.description(
    `What may be published, where publishing is: one or more of ${sources.map((each) => `\`${each}\``).join(', ')}, with commas between them. Default: anything.`,
  ),
);

/** @param text as `Sources` takes it. */
export function sourcesIn(text: string): Source[] {
  return text.split(',') as Source[];
}

export const LiveKitTokenQuery = query({
  room: v.pipe(liveKitName('room'), v.description('The room to join.')),
  identity: v.pipe(
    liveKitName('identity'),
    v.description('Who joins. Whoever joins with the same identity puts the first one out.'),
  ),
  name: v.optional(v.pipe(participantName('name'), v.examples(['Ada']), v.description('The name that others see.'))),
  publish: v.optional(trueOrFalse('publish', 'Whether the participant may publish tracks.'), 'false'),
  subscribe: v.optional(trueOrFalse('subscribe', 'Whether it may receive the tracks of others.'), 'true'),
  data: v.optional(trueOrFalse('data', 'Whether it may send data messages (chat, too).'), 'false'),
  sources: v.optional(Sources),
  expireTime: v.optional(ExpireTime),
});
export type LiveKitTokenQuery = v.InferOutput<typeof LiveKitTokenQuery>;

/** As LiveKit's clients read it, with `expiresAt` beside, which they ignore. */
export const ConnectionDetails = v.pipe(
  v.strictObject({
    server_url: v.pipe(
      v.string(),
      v.examples(['wss://livekit.example.com']),
      v.description('The URL of the LiveKit server to connect to.'),
    ),
    participant_token: v.pipe(TokenText, v.description('Hand it to LiveKit’s SDK with the URL; keep it out of logs.')),
    expiresAt: ExpiresAt,
  }),
  named('ConnectionDetails'),
);
export type ConnectionDetails = v.InferOutput<typeof ConnectionDetails>;

const common = {
  path: '/livekit/token',
  audience: 'client',
  provider: 'livekit',
  rights: livekitRights,
  response: ConnectionDetails,
  tokenField: 'participant_token',
  failures: ['not_configured', 'unavailable'],
} as const;

interface Granted {
  readonly publish: boolean;
  readonly subscribe: boolean;
  readonly sources?: readonly Source[] | undefined;
}

/** A request that is answered well where the stage grants this. */
export function exampleWithin({ publish, subscribe, sources: granted }: Granted): Route['example'] {
  const more = [
    ...(publish ? ['publish=true'] : []),
    ...(publish && granted ? [`sources=${granted.join(',')}`] : []),
    ...(subscribe ? [] : ['subscribe=false']),
    'expireTime=600',
  ];
  return `/livekit/token?room=lobby&identity=ada&${more.join('&')}`;
}

export const livekitTokenRoute = {
  ...common,
  name: 'livekit',
  method: 'GET',
  example: exampleWithin({ publish: true, subscribe: true }),
  user: { term: 'identities', field: 'identity' },
  audit: { kind: 'room', subject: ['room', 'identity', 'publish', 'subscribe', 'data', 'sources'], vends: true },
  summary: 'A LiveKit token: one participant, one room, and what it may do there.',
  query: LiveKitTokenQuery,
} as const satisfies Route;

/** https://docs.livekit.io/frontends/build/authentication/endpoint/ */
export const livekitEndpointRoute = {
  ...common,
  name: 'livekitEndpoint',
  method: 'POST',
  example: '/livekit/token',
  user: { term: 'identities', field: 'participant_identity', or: ['participantIdentity'], emptyIsNone: true },
  audit: { kind: 'room', subject: ['room_name', 'participant_identity'], vends: true },
  title: 'LiveKit (standard endpoint)',
  summary: 'A LiveKit token, as LiveKit’s own clients ask for one (its standard token endpoint).',
  query: query({}),
  body: TokenRequest,
} as const satisfies Route;

/** https://docs.livekit.io/reference/other/roomservice-api/ */
export const livekitRemoveParticipantRoute = {
  name: 'livekitRemoveParticipant',
  method: 'POST',
  path: '/admin/livekit/remove_participant',
  example: '/admin/livekit/remove_participant',
  audience: 'admin',
  provider: 'livekit',
  rights: livekitRights,
  needsUsers: true,
  audit: { kind: 'kick', subject: ['room', 'identity', 'caller', 'user'], vends: false },
  summary: 'Blocks a signed-in user, then removes it from a room.',
  query: query({}),
  body: v.pipe(
    fields({
      ...kickFields,
      room: v.pipe(liveKitName(), v.examples(['lobby']), v.description('The room that the participant is in.')),
      identity: optional(v.pipe(liveKitName(), v.description('Who is removed from it. Default: `user`.'))),
    }),
    named('RemoveParticipant'),
  ),
  response: v.pipe(
    v.strictObject({
      blocked: Blocked,
      removed: v.pipe(v.boolean(), v.description('Whether there was such a participant.')),
    }),
    named('RemovedParticipant'),
  ),
  failures: kickFailures,
} as const satisfies Route;
