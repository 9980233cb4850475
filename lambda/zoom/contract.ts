import * as v from 'valibot';
import { IDENTIFIER_CHARSET, identifier } from '../../api/names.ts';
import { expireTimeFrom, query } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { VendedToken } from '../../api/tokens.ts';
import { lifetimeLimits } from './limits.ts';

export const roles = ['participant', 'host'] as const;
export type Role = (typeof roles)[number];

/** What rights can limit of Zoom's tokens. */
export const zoomRights = {
  sessions: {
    kind: 'names',
    called: 'session',
    listed: 'session patterns',
    expected: 'a session’s name in small letters, as Zoom reads it, in which * stands for any characters',
    description:
      'Tokens for these sessions, in small letters: [Zoom reads capitals as such](#traps). `*` stands for any characters, and the whole name must match.',
    charset: /^[a-z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,\\]*$/,
    parameter: 'session',
  },
  identities: {
    kind: 'names',
    called: 'identity',
    listed: 'identity patterns',
    expected: 'a user’s identity, in which * stands for any characters',
    description: 'Tokens for these users. `*` stands for any characters, and the whole identity must match.',
    charset: IDENTIFIER_CHARSET,
    parameter: 'identity',
  },
  roles: {
    kind: 'choices',
    called: 'role',
    listed: 'roles',
    choices: roles,
    parameter: 'role',
    description: 'Tokens with these roles.',
  },
} as const satisfies Terms;

const SESSION =
  'session must be 1 to 200 letters, digits, spaces and !#$%&()+-:;<=.>?@[]^_{}|~,\\ without spaces at its ends';

export const SessionTokenQuery = query({
  session: v.pipe(
    v.string(),
    v.regex(/^(?! )[A-Za-z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,\\]+(?<! )$/, SESSION),
    v.maxLength(200, SESSION),
    v.description('The session to start or join: the SDK must be given the same name.'),
  ),
  identity: v.pipe(identifier(36, 'identity'), v.description('The user, for Zoom’s APIs and reports.')),
  role: v.optional(
    v.pipe(
      v.picklist(roles, 'role must be participant or host'),
      v.description('What the user is in the session; a host only where the stage has `hosts`.'),
    ),
    'participant',
  ),
  sessionKey: v.optional(
    v.pipe(
      identifier(36, 'sessionKey'),
      v.examples(['lobby-2026']),
      v.description('The session’s key in Zoom’s APIs. Where the host’s token has one, all must have the same.'),
    ),
  ),
  expireTime: v.optional(expireTimeFrom(lifetimeLimits.shortest)),
});
export type SessionTokenQuery = v.InferOutput<typeof SessionTokenQuery>;

export const zoomTokenRoute = {
  name: 'zoom',
  method: 'GET',
  path: '/zoom/token',
  example: '/zoom/token?session=lobby&identity=ada',
  audience: 'client',
  provider: 'zoom',
  rights: zoomRights,
  user: { term: 'identities', field: 'identity' },
  audit: { kind: 'session', subject: ['session', 'identity', 'role', 'sessionKey'], vends: true },
  summary: 'A Zoom Video SDK token: one user, one session.',
  query: SessionTokenQuery,
  response: VendedToken,
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;
