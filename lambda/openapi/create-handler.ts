import type { OpenApiDocument } from '../../api/openapi-document.ts';
import { type Handler, on, serve } from '../shared/http/serve.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from './contract.ts';
import { documentFor } from './document-for.ts';
import type { LimitedParameters } from './options.ts';

/** What the function knows about the stage, beside the callers' rights. */
export interface StageContract {
  readonly document: OpenApiDocument;
  /** Parameters with a choice of values, or with names. */
  readonly choices: LimitedParameters;
  /** Required parameters that name a token's user. */
  readonly namedUsers: LimitedParameters;
}

/** Each API has its own instance of this function, and API Gateway sends it only the route of that API. */
export function createHandler(contract: StageContract, now: () => number, rights: Rights): Handler {
  const answer = (route: typeof clientOpenApiRoute | typeof adminOpenApiRoute) =>
    on(route, (_query, { caller, user, rights: own }) => documentFor(contract, caller, own, user), 'nothing');
  return serve([answer(clientOpenApiRoute), answer(adminOpenApiRoute)], now, rights);
}
