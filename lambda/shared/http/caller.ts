import type { APIGatewayProxyEvent } from 'aws-lambda';

/**
 * The caller, as the authorizer passed it on. The request's header has the same name in it, but it would also be there
 * if the API had no authorizer. Without an authorizer the caller is '', which has no rights.
 */
export function callerOf({ requestContext }: APIGatewayProxyEvent): string {
  return String(requestContext.authorizer?.caller ?? '');
}
