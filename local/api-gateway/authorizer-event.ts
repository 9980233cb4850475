import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { commonEvent, requestContext } from './common-event.ts';
import { methodArn, type RoutedRequest } from './routed-request.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
export function authorizerEvent(routed: RoutedRequest): APIGatewayRequestAuthorizerEvent {
  return {
    type: 'REQUEST',
    methodArn: methodArn(routed),
    ...commonEvent(routed),
    requestContext: { ...requestContext(routed), authorizer: undefined },
  };
}
