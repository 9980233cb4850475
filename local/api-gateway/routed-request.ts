import type { ApiRequest } from './request.ts';
import type { Method, RestApi } from './rest-api.ts';

/** A request with its API and the method that it matched. */
export interface RoutedRequest {
  readonly request: ApiRequest;
  readonly api: RestApi;
  readonly method: Method;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** The method's ARN, with the path of the request, not the resource path that it matched. */
export function methodArn({ request, api }: RoutedRequest): string {
  return `arn:aws:execute-api:${api.region}:${api.account}:${api.id}/${api.stage.name}/${request.method}${request.path}`;
}
