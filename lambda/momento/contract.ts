import * as v from 'valibot';
import { named } from '../../api/named.ts';
import { IDENTIFIER_CHARSET, identifier } from '../../api/names.ts';
import { query, Renew } from '../../api/query.ts';
import type { Audience, Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { ExpiresAt, TokenText } from '../../api/tokens.ts';

/** What rights can limit of Momento's tokens. */
export const momentoRights = {
  tokenIds: {
    kind: 'names',
    called: 'token id',
    listed: 'token id patterns',
    expected: 'a token id, in which * stands for any characters',
    charset: IDENTIFIER_CHARSET,
    parameter: 'tokenId',
    description: 'Tokens with these ids. `*` stands for any characters, and the whole id must match.',
  },
} as const satisfies Terms;

export const MomentoToken = v.pipe(
  v.strictObject({
    token: v.pipe(TokenText, v.description('Hand it to Momento’s SDK; keep it out of logs.')),
    exp: v.pipe(
      v.number(),
      v.integer(),
      v.examples([1_767_268_800]),
      v.description('When the token ends, in seconds since 1970.'),
    ),
    endpoint: v.pipe(
      v.string(),
      v.nonEmpty(),
      v.examples(['cell-us-east-1-1.prod.a.momentohq.com']),
      v.description('The host of Momento that takes the token.'),
    ),
    expiresAt: ExpiresAt,
  }),
  named('MomentoToken'),
);
export type MomentoToken = v.InferOutput<typeof MomentoToken>;

export const MomentoTokenQuery = query({
  // Momento's SDK takes no longer one.
  tokenId: v.optional(
    v.pipe(
      identifier(64, 'tokenId'),
      v.examples(['ada']),
      v.description(
        'Who the token is for: subscribers see it beside what is published with the token. Default: the caller’s name.',
      ),
    ),
  ),
  renew: Renew,
});
export type MomentoTokenQuery = v.InferOutput<typeof MomentoTokenQuery>;

function momentoRoute<const N extends string, const A extends Audience, const P extends `/${string}`>(
  name: N,
  audience: A,
  path: P,
  title: string,
) {
  return {
    name,
    method: 'GET',
    path,
    example: path,
    audience,
    provider: 'momento',
    rights: momentoRights,
    user: { term: 'tokenIds', field: 'tokenId' },
    audit: { kind: 'disposable', subject: ['tokenId', 'renew'], vends: true },
    title,
    summary: `A Momento disposable token of the ${audience} scope.`,
    query: MomentoTokenQuery,
    response: MomentoToken,
    failures: ['provider_refused', 'provider_failed', 'not_configured', 'unavailable', 'provider_timeout'],
  } as const satisfies Route;
}

export const clientTokensRoute = momentoRoute('momento', 'client', '/tokens', 'Momento');
export const adminTokensRoute = momentoRoute('momentoAdmin', 'admin', '/admin/tokens', 'Momento, admin scope');
