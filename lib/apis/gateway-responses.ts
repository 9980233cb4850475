import { GatewayResponse, type IRestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { type ErrorBody, type ErrorCode, errorStatus, retryAfter } from '../../api/errors.ts';
import { uncached } from '../../api/headers.ts';

interface Answer {
  readonly code: ErrorCode;
  readonly error: string;
  /** In seconds, if not the one of the error code. */
  readonly retryAfter?: number;
}

const closed: Answer = {
  code: 'not_allowed',
  error: 'this address answers its own CloudFront distribution only: call the URL of the distribution',
};

/** The texts of API Gateway's own answers. Its default texts can repeat a header of the request. */
const answers: Readonly<Record<string, Answer>> = {
  // A request without the identity headers did not come through CloudFront. A 401 would ask for credentials, which
  // don't help here.
  UNAUTHORIZED: closed,
  ACCESS_DENIED: closed,
  // API Gateway answers this for an unknown path or method.
  MISSING_AUTHENTICATION_TOKEN: { code: 'not_found', error: 'there is no such route' },
  RESOURCE_NOT_FOUND: { code: 'not_found', error: 'there is no such route' },
  REQUEST_TOO_LARGE: { code: 'payload_too_large', error: 'the request is too large' },
  UNSUPPORTED_MEDIA_TYPE: { code: 'unsupported_media_type', error: 'send the body as application/json' },
  THROTTLED: { code: 'too_many_requests', error: 'too many requests: try again in a moment' },
  // A quota starts again with the day, week or month. The header is a fixed text, so it can't say when: an hour will do.
  QUOTA_EXCEEDED: { code: 'too_many_requests', error: 'the quota of this caller is used up', retryAfter: 3_600 },
  // The authorizer let the caller in, but its key is in no usage plan.
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

/** Each of these types stands for many statuses, so API Gateway's own status is kept. */
const KEEPS_STATUS = new Set(['DEFAULT_4XX', 'DEFAULT_5XX']);

/**
 * Gives every answer that API Gateway makes itself our one error shape. CORS headers are added by CloudFront, whose
 * response headers policy covers these answers too.
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
