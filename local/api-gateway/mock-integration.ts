import * as v from 'valibot';
import { inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import type { ApiResponse } from './response.ts';

/** A mock integration: API Gateway answers itself. The AWS CDK uses it for CORS preflights. */
export const MockIntegration = v.strictObject({
  IntegrationHttpMethod: inert,
  IntegrationResponses: v.optional(
    v.array(
      v.strictObject({
        ResponseParameters: v.optional(v.record(v.string(), v.string()), {}),
        ResponseTemplates: v.optional(v.record(v.string(), v.string()), {}),
        StatusCode: v.pipe(v.string(), v.regex(/^[1-5]\d\d$/), v.transform(Number)),
      }),
    ),
    [],
  ),
  PassthroughBehavior: inert,
  RequestTemplates: v.optional(v.record(v.string(), v.string()), {}),
  Type: v.literal('MOCK'),
  Uri: inert,
});

/** A request template with a fixed status, which selects the answer. It uses nothing of the request. */
const STATUS_ONLY = /^\s*\{\s*"?statusCode"?\s*:\s*\d{3}\s*\}\s*$/;

/**
 * The answer of a mock integration, the same for every request.
 *
 * @throws UnsupportedError if the answer depends on the request.
 */
export function mockResponse(
  { IntegrationResponses: responses, RequestTemplates: requests }: v.InferOutput<typeof MockIntegration>,
  from: Resource,
): ApiResponse {
  const [response, another] = responses;
  if (response === undefined || another !== undefined || !STATUS_ONLY.test(requests['application/json'] ?? '')) {
    throw new UnsupportedError(from, 'Integration.Type is "MOCK", but its answer depends on the request');
  }
  const body = response.ResponseTemplates['application/json'] ?? '';
  if (/[$#]/.test(body)) throw new UnsupportedError(from, 'Integration.IntegrationResponses with a template in VTL');
  const headers = Object.entries(response.ResponseParameters).map(([to, value]): [string, string] => {
    const name = /^method\.response\.header\.(.+)$/.exec(to)?.[1];
    const literal = /^'(.*)'$/s.exec(value)?.[1];
    if (name !== undefined && literal !== undefined) return [name, literal];
    throw new UnsupportedError(from, `Integration.IntegrationResponses with ${to} = ${value}`);
  });
  return {
    status: response.StatusCode,
    headers: [['Content-Type', 'application/json'], ...headers],
    body: Buffer.from(body),
  };
}
