import { type Handler, on, type RequestContext, serve } from '../shared/http/serve.ts';
import type { Asked, Rights } from '../shared/rights/rights.ts';
import { adminTokensRoute, clientTokensRoute, type MomentoTokenQuery, type momentoRights } from './contract.ts';
import type { TokenSource } from './token-source.ts';

/** One function for both APIs. The scope depends on the route, which comes from API Gateway, not from the caller. */
export function createHandler(token: TokenSource, now: () => number, rights: Rights<typeof momentoRights>): Handler {
  const vend =
    ({ audience }: typeof clientTokensRoute | typeof adminTokensRoute) =>
    (query: MomentoTokenQuery, context: RequestContext) =>
      token(audience, context, query);
  const asks = (
    { tokenId }: MomentoTokenQuery,
    { caller }: Pick<RequestContext, 'caller'>,
  ): Asked<typeof momentoRights> => ({
    tokenIds: tokenId ?? caller,
    // The stage fixes it.
    lifetimeSeconds: undefined,
  });
  return serve(
    [on(clientTokensRoute, vend(clientTokensRoute), asks), on(adminTokensRoute, vend(adminTokensRoute), asks)],
    now,
    rights,
  );
}
