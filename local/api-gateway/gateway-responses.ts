import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import type { GatewayError } from './gateway-error.ts';
import type { ApiRequest } from './request.ts';
import { parameterValue, parseRequestParameter, type RequestParameter } from './request-parameter.ts';
import type { ApiResponse } from './response.ts';

/** The template's version of one of API Gateway's own answers. */
interface GatewayResponse {
  readonly status: number | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string | RequestParameter }[];
  readonly template: string | undefined;
}

export type GatewayResponses = ReadonlyMap<string, GatewayResponse>;

const GatewayResponseProperties = v.strictObject({
  ResponseParameters: v.optional(v.record(v.string(), v.string()), {}),
  ResponseTemplates: v.optional(v.strictObject({ 'application/json': v.optional(v.string()) }), {}),
  ResponseType: v.string(),
  RestApiId: inert,
  StatusCode: v.optional(v.pipe(v.string(), v.regex(/^[1-5]\d\d$/), v.transform(Number))),
});

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

/** The variables that a gateway response's template can use. Nothing else of VTL is supported. */
const variables: Readonly<Record<string, (error: GatewayError, request: ApiRequest) => string>> = {
  '$context.error.message': (error) => error.text ?? '',
  '$context.error.messageString': (error) => JSON.stringify(error.text),
  '$context.error.responseType': (error) => error.type,
  '$context.extendedRequestId': (_, request) => request.extendedId,
  '$context.requestId': (_, request) => request.id,
};

const VARIABLE = /\$\w+(?:\.\w+)*/g;

/** @param restApiId what the API's `Ref` gives. */
export function readGatewayResponses(deployment: Deployment, restApiId: string): GatewayResponses {
  const responses = new Map<string, GatewayResponse>();
  for (const resource of deployment.resources('AWS::ApiGateway::GatewayResponse')) {
    const properties = resource.properties(GatewayResponseProperties);
    if (properties.RestApiId !== restApiId) continue;
    const template = properties.ResponseTemplates?.['application/json'];
    const unknown = template?.match(VARIABLE)?.find((name) => !Object.hasOwn(variables, name));
    if (unknown !== undefined) throw new UnsupportedError(resource, `ResponseTemplates with ${unknown}`);
    responses.set(properties.ResponseType, {
      status: properties.StatusCode,
      headers: Object.entries(properties.ResponseParameters).map(([to, from]) => readHeader(to, from, resource)),
      template,
    });
  }
  return responses;
}

function readHeader(to: string, from: string, resource: Resource): GatewayResponse['headers'][number] {
  const name = /^gatewayresponse\.header\.(.+)$/.exec(to)?.[1];
  const value = /^'(.*)'$/s.exec(from)?.[1] ?? parseRequestParameter(from);
  if (name === undefined || value === undefined) {
    throw new UnsupportedError(resource, `ResponseParameters ${to} = ${from}`);
  }
  return { name, value };
}

/** The answer for an error: by its own type, else by DEFAULT_4XX or DEFAULT_5XX, else API Gateway's default. */
export function answerFor(error: GatewayError, request: ApiRequest, responses: GatewayResponses): ApiResponse {
  const response = responses.get(error.type) ?? responses.get(error.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const configured = (response?.headers ?? []).map(({ name, value }): [string, string] => [
    name,
    typeof value === 'string' ? value : (parameterValue(value, request, {}) ?? ''),
  ]);
  const body = (response?.template ?? DEFAULT_TEMPLATE).replaceAll(
    VARIABLE,
    (name) => variables[name]?.(error, request) ?? '',
  );
  const names = new Set(configured.map(([name]) => name.toLowerCase()));
  const own: [string, string][] = [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', error.errorType],
  ];
  return {
    status: response?.status ?? error.status,
    headers: [...own.filter(([name]) => !names.has(name.toLowerCase())), ...configured],
    body: Buffer.from(body),
  };
}
