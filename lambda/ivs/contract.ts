import * as v from 'valibot';
import { named } from '../../api/named.ts';
import { IDENTIFIER_CHARSET, identifier } from '../../api/names.ts';
import { ExpireTime, query, trueOrFalse } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { VendedToken } from '../../api/tokens.ts';
import { Attributes } from './attributes.ts';
import { STAGE_NAME, STAGE_NAME_EXPECTED } from './stage-name.ts';

/** What rights can limit of IVS's tokens. */
export const ivsRights = {
  stages: {
    kind: 'names',
    called: 'stage',
    listed: 'stage patterns',
    expected: 'a stage’s name in the configuration, in which * stands for any characters',
    description: 'Tokens for these stages. `*` stands for any characters, and the whole name must match.',
    charset: /^[A-Za-z0-9_-]*$/,
    parameter: 'stage',
  },
  userIds: {
    kind: 'names',
    called: 'user',
    listed: 'user patterns',
    expected: 'a user’s id, in which * stands for any characters',
    description: 'Tokens for these users. `*` stands for any characters, and the whole id must match.',
    charset: IDENTIFIER_CHARSET,
    parameter: 'userId',
  },
  publish: {
    kind: 'flag',
    called: 'publishing',
    description: '`false`: only tokens to watch with.',
    parameter: 'publish',
  },
  subscribe: {
    kind: 'flag',
    called: 'subscribing',
    description: '`false`: only tokens to publish with. Requests must say `subscribe=false` then.',
    parameter: 'subscribe',
  },
  attributes: {
    kind: 'flag',
    called: 'attributes',
    description: '`false`: only tokens without attributes, for an app that trusts what it reads in them.',
  },
} as const satisfies Terms;

export const ParticipantTokenQuery = v.pipe(
  query({
    stage: v.pipe(
      v.string(),
      v.regex(STAGE_NAME, `stage must be ${STAGE_NAME_EXPECTED}`),
      v.description('The stage to join, by its name in the configuration.'),
    ),
    userId: v.pipe(identifier(128, 'userId'), v.description('The user. All participants see it.')),
    publish: v.optional(trueOrFalse('publish', 'Whether the user may publish.'), 'false'),
    subscribe: v.optional(trueOrFalse('subscribe', 'Whether the user may watch.'), 'true'),
    attributes: v.optional(Attributes),
    expireTime: v.optional(ExpireTime),
  }),
  v.check(
    ({ publish, subscribe }) => publish === 'true' || subscribe === 'true',
    'publish or subscribe must be true: a token for neither opens nothing',
  ),
);
export type ParticipantTokenQuery = v.InferOutput<typeof ParticipantTokenQuery>;

export const ParticipantToken = v.pipe(
  v.strictObject({
    ...VendedToken.entries,
    participantId: v.pipe(
      v.string(),
      v.nonEmpty(),
      v.examples(['ABCDefgh1234']),
      v.description('What IVS calls the participant: in its events, and to disconnect it.'),
    ),
  }),
  named('ParticipantToken'),
);
export type ParticipantToken = v.InferOutput<typeof ParticipantToken>;

/** A request that is answered well where there is such a stage. */
export const exampleFor = <const S extends string>(stage: S) =>
  `/ivs/token?stage=${stage}&userId=ada&publish=true` as const;

export const ivsTokenRoute = {
  name: 'ivs',
  method: 'GET',
  path: '/ivs/token',
  example: exampleFor('main'),
  audience: 'client',
  provider: 'ivs',
  rights: ivsRights,
  user: { term: 'userIds', field: 'userId' },
  audit: { kind: 'participant', subject: ['stage', 'userId', 'publish', 'subscribe'], vends: true },
  summary: 'An Amazon IVS participant token: one user, one stage.',
  query: ParticipantTokenQuery,
  response: ParticipantToken,
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;
