import type * as v from 'valibot';
import { adminOpenApiRoute, clientOpenApiRoute, type OpenApiDocument } from '../../api/routes.ts';
import { type Handler, on, serve } from '../shared/http/serve.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { documentFor } from './document-for.ts';

/** One function an API: which of the two routes it gets is API Gateway's matter. */
export function createHandler(
  document: v.InferOutput<typeof OpenApiDocument>,
  now: () => number,
  rights: Rights,
): Handler {
  const answer = (route: typeof clientOpenApiRoute | typeof adminOpenApiRoute) =>
    on(route, (_query, { caller, rights: own }) => documentFor(document, caller, own));
  return serve([answer(clientOpenApiRoute), answer(adminOpenApiRoute)], now, rights);
}
