import { GatewayResponse, type IRestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { type ErrorBody, type ErrorCode, errorStatus, retryAfter } from '../../api/errors.ts';
import { uncached } from '../../api/headers.ts';

interface Answer {
  readonly code: ErrorCode;
  readonly error: string;
  /** In seconds, where the code's own would say too little. */
  readonly retryAfter?: number;
}

const closed: Answer = {
  code: 'not_allowed',
  error: 'this address answers its own CloudFront distribution only: call the URL of the distribution',
};

/** What API Gateway answers by itself, in our words. Its own may echo a header, as a failed signature's do. */
const answers: Readonly<Record<string, Answer>> = {
  // A request without the identity headers did not come through CloudFront; 401 would ask for credentials it can't use.
  UNAUTHORIZED: closed,
  ACCESS_DENIED: closed,
  // API Gateway's name for “no such path, or not with this method”.
  MISSING_AUTHENTICATION_TOKEN: { code: 'not_found', error: 'there is no such route' },
  RESOURCE_NOT_FOUND: { code: 'not_found', error: 'there is no such route' },
  REQUEST_TOO_LARGE: { code: 'payload_too_large', error: 'the request is too large' },
  UNSUPPORTED_MEDIA_TYPE: { code: 'unsupported_media_type', error: 'send the body as application/json' },
  THROTTLED: { code: 'too_many_requests', error: 'too many requests: try again in a moment' },
  // A quota starts anew with the day, week or month: an hour is soon enough to look, and a header can't count down.
  QUOTA_EXCEEDED: { code: 'too_many_requests', error: 'the quota of this caller is used up', retryAfter: 3_600 },
  // The authorizer let the caller in, but no usage plan knows it.
  INVALID_API_KEY: { code: 'internal_error', error: 'this caller has no usage plan' },
  AUTHORIZER_FAILURE: {
    code: 'unavailable',
    error: 'the request cannot be checked just now: try again',
  },
  INTEGRATION_FAILURE: { code: 'internal_error', error: 'the function could not be reached' },
  INTEGRATION_TIMEOUT: { code: 'timeout', error: 'the function took too long: try again' },
  DEFAULT_4XX: { code: 'invalid_request', error: 'the request was refused' },
  DEFAULT_5XX: { code: 'internal_error', error: 'something went wrong here' },
};

/** A default type covers many statuses; it keeps API Gateway's own. */
const KEEPS_STATUS = new Set(['DEFAULT_4XX', 'DEFAULT_5XX']);

/**
 * Gives every answer that API Gateway makes itself our one error shape. CORS is CloudFront's part: its response headers
 * policy covers these answers too, and nobody else may ask this API.
 */
export function shapeGatewayResponses(restApi: IRestApi): void {
  for (const [type, { code, error, retryAfter: seconds }] of Object.entries(answers)) {
    const retry = seconds === undefined ? retryAfter(code) : { 'Retry-After': String(seconds) };
    const headers = Object.entries({ ...uncached, ...retry });
    new GatewayResponse(restApi, type, {
      restApi,
      type: ResponseType.of(type),
      ...(KEEPS_STATUS.has(type) ? {} : { statusCode: String(errorStatus[code]) }),
      responseHeaders: {
        ...Object.fromEntries(headers.map(([name, value]) => [name, `'${value}'`])),
      },
      templates: {
        'application/json': JSON.stringify({ error, code, requestId: '$context.requestId' } satisfies ErrorBody),
      },
    });
  }
}
