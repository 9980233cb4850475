import { type Handler, on, serve } from '../shared/http/serve.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { adminTokensRoute, clientTokensRoute } from './contract.ts';
import type { TokenSource } from './token-source.ts';

/** One function for both APIs. The scope depends on the route, which comes from API Gateway, not from the caller. */
export function createHandler(token: TokenSource, now: () => number, rights: Rights): Handler {
  return serve(
    [
      on(
        clientTokensRoute,
        ({ renew }, context) => token(clientTokensRoute.audience, context, renew === 'true'),
        'nothing',
      ),
      on(
        adminTokensRoute,
        ({ renew }, context) => token(adminTokensRoute.audience, context, renew === 'true'),
        'nothing',
      ),
    ],
    now,
    rights,
  );
}
