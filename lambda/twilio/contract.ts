import * as v from 'valibot';
import { IDENTIFIER_CHARSET, identifier } from '../../api/names.ts';
import { ExpireTime, query } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { VendedToken } from '../../api/tokens.ts';

/** What a token may be for, by the names of Twilio's products. */
export const grantNames = ['video', 'voice', 'sync', 'conversations'] as const;
export type GrantName = (typeof grantNames)[number];

/** What rights can limit of Twilio's tokens. */
export const twilioRights = {
  identities: {
    kind: 'names',
    called: 'identity',
    listed: 'identity patterns',
    expected: 'an identity, in which * stands for any characters',
    description: 'Tokens for these identities. `*` stands for any characters, and the whole identity must match.',
    charset: IDENTIFIER_CHARSET,
    parameter: 'identity',
  },
  rooms: {
    kind: 'names',
    called: 'room',
    listed: 'room patterns',
    expected: 'a room’s name, in which * stands for any characters',
    description: 'Video tokens for these rooms. `*` stands for any characters, and the whole name must match.',
    parameter: 'room',
  },
  grants: {
    kind: 'choices',
    called: 'grant',
    listed: 'grants',
    choices: grantNames,
    parameter: 'grants',
    description: 'Tokens with these grants and no others.',
  },
} as const satisfies Terms;

const Grants = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^(?:${grantNames.join('|')})(?:,(?:${grantNames.join('|')}))*$`),
    `grants must be one or more of ${grantNames.join(', ')}, with commas between them`,
  ),
  v.check((text) => new Set(text.split(',')).size === text.split(',').length, 'grants must name each grant once'),
  v.examples(['video']),
  v.description(
    `What the token is for: one or more of ${grantNames.join(', ')}, with commas between them. Default: video where a room is given, or the only grant that the stage has.`,
  ),
);

export const VOICE_IDENTITY = 'identity must be 1 to 121 ASCII letters, digits and _ with the grant voice';

/** Voice gives calls to no other identities: https://www.twilio.com/docs/voice/sdks */
export function isVoiceIdentity(identity: string): boolean {
  return /^[A-Za-z0-9_]{1,121}$/.test(identity);
}

/** A SID opens a room whatever its name is. */
export function isRoomSid(room: string): boolean {
  return /^RM[0-9a-f]{32}$/i.test(room);
}

export const TokenQuery = v.pipe(
  query({
    identity: v.pipe(
      identifier(128, 'identity'),
      v.description('The user. With the grant voice: 1 to 121 ASCII letters, digits and _.'),
    ),
    room: v.optional(
      v.pipe(identifier(128, 'room'), v.description('The room that the grant video is for: its name or its SID.')),
    ),
    grants: v.optional(Grants),
    expireTime: v.optional(ExpireTime),
  }),
  v.check(
    ({ room, grants = 'video' }) => room === undefined || grants.split(',').includes('video'),
    'room goes with the grant video',
  ),
  v.forward(
    v.check(
      ({ identity, grants = '' }) => !grants.split(',').includes('voice') || isVoiceIdentity(identity),
      VOICE_IDENTITY,
    ),
    ['identity'],
  ),
);
export type TokenQuery = v.InferOutput<typeof TokenQuery>;

export const tokenRoute = {
  name: 'twilio',
  method: 'GET',
  path: '/twilio/token',
  example: '/twilio/token?identity=ada&room=lobby',
  audience: 'client',
  provider: 'twilio',
  rights: twilioRights,
  user: { term: 'identities', field: 'identity' },
  audit: { kind: 'access', subject: ['identity', 'room', 'grants'], vends: true },
  summary: 'A Twilio access token for one user: for Video, Voice, Sync or Conversations, or several of them.',
  query: TokenQuery,
  response: VendedToken,
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;
