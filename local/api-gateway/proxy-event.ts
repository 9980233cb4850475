import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { AuthorizerContext } from './authorizer.ts';
import { commonEvent, requestContext } from './common-event.ts';
import type { RoutedRequest } from './routed-request.ts';
import type { ApiKey } from './usage-plans.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-example-event */
export function proxyEvent(
  routed: RoutedRequest,
  authorizer: AuthorizerContext | undefined,
  body: string,
  apiKey?: ApiKey,
): APIGatewayProxyEvent {
  const context = requestContext(routed);
  return {
    ...commonEvent(routed),
    requestContext: {
      ...context,
      identity: { ...context.identity, apiKey: apiKey?.value ?? null, apiKeyId: apiKey?.id ?? null },
      // API Gateway leaves the field out if the method has no authorizer.
      authorizer,
    },
    body: body === '' ? null : body,
    isBase64Encoded: false,
  };
}
