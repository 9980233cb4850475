/** An answer that API Gateway makes itself, if no gateway response is configured. */
interface Default {
  readonly status: number;
  readonly message: string | null;
  /** The `x-amzn-ErrorType` header. */
  readonly errorType: string;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const defaults = {
  ACCESS_DENIED: {
    status: 403,
    message: 'User is not authorized to access this resource',
    errorType: 'AccessDeniedException',
  },
  API_CONFIGURATION_ERROR: {
    status: 500,
    message: 'Internal server error',
    errorType: 'InternalServerErrorException',
  },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: null, errorType: 'AuthorizerConfigurationException' },
  AUTHORIZER_FAILURE: { status: 500, message: null, errorType: 'AuthorizerFailureException' },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: 'Endpoint request timed out',
    errorType: 'InternalServerErrorException',
  },
  INVALID_API_KEY: { status: 403, message: 'Forbidden', errorType: 'ForbiddenException' },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: 'Missing Authentication Token',
    errorType: 'MissingAuthenticationTokenException',
  },
  QUOTA_EXCEEDED: { status: 429, message: 'Limit Exceeded', errorType: 'LimitExceededException' },
  THROTTLED: { status: 429, message: 'Too Many Requests', errorType: 'TooManyRequestsException' },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized', errorType: 'UnauthorizedException' },
  /** Also used when a function failed or gave an invalid answer: the documented types have no other for it. */
  DEFAULT_5XX: { status: 502, message: 'Internal server error', errorType: 'InternalServerErrorException' },
} as const satisfies Record<string, Default>;

export type GatewayResponseType = keyof typeof defaults;

/** Ends a request with one of API Gateway's own answers. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly type: GatewayResponseType;
  /** Used unless a gateway response sets another one. */
  readonly status: number;
  readonly errorType: string;
  /** `$context.error.message` */
  readonly text: string | null;

  constructor(type: GatewayResponseType, text: string | null = defaults[type].message) {
    super(`${type}: ${text}`);
    this.type = type;
    this.status = defaults[type].status;
    this.errorType = defaults[type].errorType;
    this.text = text;
  }
}
