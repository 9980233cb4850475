import * as v from 'valibot';
import { fields, optional } from '../../api/body.ts';
import { named } from '../../api/named.ts';
import { IDENTIFIER_CHARSET, identifier } from '../../api/names.ts';
import { ExpireTime, query } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { WHOLE_ANSWER } from '../../api/token-in.ts';
import { ExpiresAt, TokenText } from '../../api/tokens.ts';
import { Blocked, kickFailures, kickFields } from '../shared/kicks/kick-contract.ts';
import { type Operation, operations } from './operations.ts';
import { isResource } from './resource.ts';

/** What rights can limit of Ably's tokens. */
export const ablyRights = {
  channels: {
    kind: 'names',
    called: 'channel',
    listed: 'channel patterns',
    expected: 'a channel’s name, in which * stands for any characters',
    description:
      'Tokens for these channels. `*` stands for any characters, and the whole name must match. [How it goes with the stage’s `capability`](#rights).',
    parameter: 'channel',
  },
  operations: {
    kind: 'choices',
    called: 'operation',
    listed: 'operations',
    choices: operations,
    parameter: 'operations',
    description: 'Tokens with these operations.',
  },
  clientIds: {
    kind: 'names',
    called: 'client id',
    listed: 'client id patterns',
    expected: 'a client id, in which * stands for any characters',
    description: 'Tokens for these client ids. `*` stands for any characters, and the whole id must match.',
    charset: IDENTIFIER_CHARSET,
    parameter: 'clientId',
  },
} as const satisfies Terms;
export type AblyRights = typeof ablyRights;

const OPERATIONS = 'operations must be some of Ably’s, separated by commas: subscribe,publish';

const Operations = v.pipe(
  v.string(),
  v.regex(/^[a-z-]+(?:,[a-z-]+)*$/, OPERATIONS),
  v.check(
    (text) => text.split(',').every((name) => operations.some((one) => one === name)),
    `operations may hold ${operations.join(', ')}`,
  ),
  named('AblyOperations'),
  v.examples(['subscribe,publish']),
  v.description('Only these operations, separated by commas. Default: all that the caller may have.'),
);

/** The operations that a query names, once each; undefined where it names none. */
export function operationsIn(query: Pick<TokenQuery, 'operations'>): Operation[] | undefined {
  return query.operations === undefined ? undefined : ([...new Set(query.operations.split(','))] as Operation[]);
}

/** Parameters that Ably's SDKs add to every `authUrl`. */
const added = {
  rnd: v.optional(
    v.pipe(
      v.string(),
      named('AblyRnd'),
      v.examples(['42']),
      v.description('Not used. Ably’s SDK for browsers sends it.'),
    ),
  ),
  format: v.optional(
    v.pipe(
      v.string(),
      named('AblyFormat'),
      v.examples(['json']),
      v.description('Not used. Ably’s SDK for Apple’s systems sends it.'),
    ),
  ),
};

export const TokenQuery = query({
  clientId: v.pipe(
    identifier(128, 'clientId'),
    named('AblyClientId'),
    v.examples(['ada']),
    v.description('Who the token is for. Nobody can use it as another.'),
  ),
  channel: v.optional(
    v.pipe(
      identifier(256, 'channel'),
      v.check(isResource, 'channel must not begin with [, and begin, end or go on with no empty part between colons'),
      named('AblyChannel'),
      v.examples(['chat:lobby']),
      v.description('Only this channel. Default: all that the caller may have.'),
    ),
  ),
  operations: v.optional(Operations),
  expireTime: v.optional(ExpireTime),
  ...added,
});
export type TokenQuery = v.InferOutput<typeof TokenQuery>;

const CapabilityText = v.pipe(
  v.string(),
  v.examples(['{"chat:*":["subscribe"]}']),
  v.description('What the token allows, on which channels: JSON as text.'),
);
const ClientId = v.pipe(v.string(), v.examples(['ada']), v.description('Who the token is for.'));
const milliseconds = (description: string, example = 1_767_265_200_000) =>
  v.pipe(v.number(), v.integer(), v.examples([example]), v.description(description));

/** Ably's TokenDetails: its SDKs know it by `issued`. */
export const TokenDetails = v.pipe(
  v.strictObject({
    token: v.pipe(TokenText, v.description('An Ably JWT; keep it out of logs.')),
    issued: milliseconds('When it was made, in ms since 1970.'),
    expires: milliseconds('When it ends, in ms since 1970.', 1_767_268_800_000),
    capability: CapabilityText,
    clientId: ClientId,
    expiresAt: ExpiresAt,
  }),
  named('AblyTokenDetails'),
);
export type TokenDetails = v.InferOutput<typeof TokenDetails>;

/** Ably's TokenRequest: its SDKs know it by `keyName`, and send it to Ably as it is. */
export const TokenRequest = v.pipe(
  v.strictObject({
    keyName: v.pipe(v.string(), v.examples(['xVLyHw.I3LCfg']), v.description('The name of the key that signed it.')),
    clientId: ClientId,
    capability: CapabilityText,
    ttl: milliseconds('How long the token lives from when Ably gives it, in ms.', 3_600_000),
    timestamp: milliseconds('When the request was signed, in ms since 1970. Ably takes it within two minutes.'),
    nonce: v.pipe(v.string(), v.examples(['4f2d1f7c9f8e4f0b']), v.description('Ably takes it once.')),
    mac: v.pipe(v.string(), v.examples(['PzhcTvw…']), v.description('The signature; keep it out of logs.')),
    expiresAt: v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.examples(['2026-01-01T12:00:00.000Z']),
      v.description('When the token ends that Ably gives for it now (ISO 8601, UTC): ask for the next one before.'),
    ),
  }),
  named('AblyTokenRequest'),
);
export type TokenRequest = v.InferOutput<typeof TokenRequest>;

const shared = {
  method: 'GET',
  audience: 'client',
  provider: 'ably',
  rights: ablyRights,
  user: { term: 'clientIds', field: 'clientId' },
  query: TokenQuery,
  failures: ['not_configured', 'unavailable'],
} as const;

const subject = ['clientId', 'channel', 'operations'] as const;

export const ablyTokenRoute = {
  ...shared,
  name: 'ably',
  path: '/ably/token',
  example: '/ably/token?clientId=ada',
  audit: { kind: 'token', subject, vends: true },
  summary: 'An Ably JWT for one client id, as Ably’s SDKs take it from their authUrl.',
  response: TokenDetails,
} as const satisfies Route;

export const ablyTokenRequestRoute = {
  ...shared,
  name: 'ablyTokenRequest',
  path: '/ably/token_request',
  example: '/ably/token_request?clientId=ada',
  audit: { kind: 'token_request', subject, vends: true },
  title: 'Ably TokenRequest',
  tokenField: WHOLE_ANSWER,
  summary: 'A signed Ably TokenRequest, which Ably’s SDKs exchange for a token.',
  response: TokenRequest,
} as const satisfies Route;

export const ClientIdInBody = identifier(128);

/** https://ably.com/docs/auth/revocation */
export const ablyRevokeTokensRoute = {
  name: 'ablyRevokeTokens',
  method: 'POST',
  path: '/admin/ably/revoke_tokens',
  example: '/admin/ably/revoke_tokens',
  audience: 'admin',
  provider: 'ably',
  rights: ablyRights,
  needsUsers: true,
  audit: { kind: 'kick', subject: ['clientId', 'caller', 'user'], vends: false },
  summary: 'Blocks a signed-in user, then revokes its tokens, which ends its connections.',
  query: query({}),
  body: v.pipe(
    fields({
      ...kickFields,
      clientId: optional(v.pipe(ClientIdInBody, v.description('Whose tokens are revoked. Default: `user`.'))),
    }),
    named('RevokeTokens'),
  ),
  response: v.pipe(
    v.strictObject({
      blocked: Blocked,
      appliesAt: v.pipe(
        v.string(),
        v.isoTimestamp(),
        v.examples(['2026-01-01T12:00:00.000Z']),
        v.description('From when on Ably refuses the tokens that were made before (ISO 8601, UTC).'),
      ),
    }),
    named('RevokedTokens'),
  ),
  failures: kickFailures,
} as const satisfies Route;
