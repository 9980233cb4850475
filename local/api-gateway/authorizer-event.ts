import type { APIGatewayRequestAuthorizerEvent, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { commonEvent, requestContext } from './common-event.ts';
import { methodArn, type RoutedRequest } from './routed-request.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
export function requestAuthorizerEvent(routed: RoutedRequest): APIGatewayRequestAuthorizerEvent {
  return {
    type: 'REQUEST',
    methodArn: methodArn(routed),
    ...commonEvent(routed),
    requestContext: { ...requestContext(routed), authorizer: undefined },
  };
}

export function tokenAuthorizerEvent(routed: RoutedRequest, token: string): APIGatewayTokenAuthorizerEvent {
  return { type: 'TOKEN', methodArn: methodArn(routed), authorizationToken: token };
}
