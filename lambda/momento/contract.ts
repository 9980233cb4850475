import * as v from 'valibot';
import { query, Renew } from '../../api/query.ts';
import type { Audience, Route } from '../../api/route.ts';
import { noTerms } from '../../api/terms.ts';
import { ExpiresAt } from '../../api/tokens.ts';

export const MomentoToken = v.strictObject({
  token: v.pipe(v.string(), v.nonEmpty(), v.description('Hand it to Momento’s SDK; keep it out of logs.')),
  exp: v.pipe(v.number(), v.integer(), v.description('When the token ends, in seconds since 1970.')),
  endpoint: v.pipe(v.string(), v.nonEmpty(), v.description('The host of Momento that takes the token.')),
  expiresAt: ExpiresAt,
});
export type MomentoToken = v.InferOutput<typeof MomentoToken>;

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
    rights: noTerms,
    // The stage fixes the scope, and a viewer has only an address, which must not be logged. So there is no subject.
    audit: { kind: 'disposable', subject: ['renew'], vends: true },
    title,
    summary: `A Momento disposable token of the ${audience} scope.`,
    query: query({ renew: Renew }),
    response: MomentoToken,
    failures: ['provider_refused', 'provider_failed', 'not_configured', 'unavailable', 'provider_timeout'],
  } as const satisfies Route;
}

export const clientTokensRoute = momentoRoute('momento', 'client', '/tokens', 'Momento');
export const adminTokensRoute = momentoRoute('momentoAdmin', 'admin', '/admin/tokens', 'Momento, admin scope');
