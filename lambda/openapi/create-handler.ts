import type { OpenApiDocument } from '../../api/openapi-document.ts';
import { type Handler, on, serve } from '../shared/http/serve.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from './contract.ts';
import { documentFor } from './document-for.ts';
import type { ChoiceParameters } from './options.ts';

/** What the function knows of the stage, beside its callers. */
export interface StageContract {
  readonly document: OpenApiDocument;
  readonly choices: ChoiceParameters;
}

/** One function an API: which of the two routes it gets is API Gateway's matter. */
export function createHandler({ document, choices }: StageContract, now: () => number, rights: Rights): Handler {
  const answer = (route: typeof clientOpenApiRoute | typeof adminOpenApiRoute) =>
    on(route, (_query, { caller, rights: own }) => documentFor(document, choices, caller, own), 'nothing');
  return serve([answer(clientOpenApiRoute), answer(adminOpenApiRoute)], now, rights);
}
