import { OpenApiDocument } from '../../api/openapi-document.ts';
import { query } from '../../api/query.ts';
import type { Audience, Route } from '../../api/route.ts';

function openApiRoute<const A extends Audience, const P extends `/${string}`>(audience: A, path: P) {
  return {
    name: `${audience}OpenApi` as const,
    method: 'GET',
    path,
    example: path,
    audience,
    summary: `The contract of the ${audience} routes, as an OpenAPI document.`,
    query: query({}),
    response: OpenApiDocument,
    failures: [],
  } as const satisfies Route;
}

export const clientOpenApiRoute = openApiRoute('client', '/openapi.json');
export const adminOpenApiRoute = openApiRoute('admin', '/admin/openapi.json');
