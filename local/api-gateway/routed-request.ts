import type { ApiRequest } from './request.ts';
import type { Method, RestApi } from './rest-api.ts';

/** A request on its way to a function: where it came in, what it matched. */
export interface RoutedRequest {
  readonly request: ApiRequest;
  readonly api: RestApi;
  readonly method: Method;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Names the method with the path that was asked for, not the one it matched. */
export function methodArn({ request, api }: RoutedRequest): string {
  return `arn:aws:execute-api:${api.region}:${api.account}:${api.id}/${api.stage.name}/${request.method}${request.path}`;
}
