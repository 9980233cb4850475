import type * as v from 'valibot';
import { adminOpenApiRoute, clientOpenApiRoute, type OpenApiDocument } from '../../api/routes.ts';
import type { Rights } from '../shared/rights.ts';
import { type Handler, on, serve } from '../shared/serve.ts';

/** One function an API: which of the two routes it gets is API Gateway's matter. */
export function createHandler(
  document: v.InferOutput<typeof OpenApiDocument>,
  now: () => number,
  rights: Rights,
): Handler {
  return serve([on(clientOpenApiRoute, () => document), on(adminOpenApiRoute, () => document)], now, rights);
}
