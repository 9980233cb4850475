import { GatewayError } from './gateway-error.ts';
import type { ApiRequest } from './request.ts';
import { parameterValue, type RequestParameter } from './request-parameter.ts';

/** A required parameter must be there and not be blank. @throws GatewayError BAD_REQUEST_PARAMETERS */
export function validateParameters(
  required: readonly RequestParameter[],
  request: ApiRequest,
  pathParameters: Readonly<Record<string, string>>,
): void {
  const missing = required.filter((parameter) => !parameterValue(parameter, request, pathParameters)?.trim());
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new GatewayError('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${names}]`);
}
