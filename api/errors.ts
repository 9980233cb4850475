import * as v from 'valibot';

/** Every failure that a caller can see: its stable code and its HTTP status. */
export const errorStatus = {
  invalid_request: 400,
  unauthorized: 401,
  not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal_error: 500,
  provider_refused: 502,
  provider_failed: 502,
  not_configured: 503,
  unavailable: 503,
  provider_timeout: 504,
  timeout: 504,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** For temporary failures: after how many seconds to try again. */
const retryAfterSeconds: Partial<Record<ErrorCode, number>> = { too_many_requests: 1, unavailable: 5 };

/** The `Retry-After` header of a temporary failure; no header for the others. */
export function retryAfter(code: ErrorCode): Record<string, string> {
  const seconds = retryAfterSeconds[code];
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

/** The shape of every error: the guard at the edge, API Gateway and the functions all use it. */
export const ErrorBody = v.strictObject({
  error: v.pipe(v.string(), v.description('What went wrong and what to do about it, for a person to read.')),
  code: v.pipe(
    v.picklist(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    v.description('What went wrong, for a program to branch on.'),
  ),
  requestId: v.pipe(v.string(), v.description('Names this request in the logs.')),
});
export type ErrorBody = v.InferOutput<typeof ErrorBody>;

/**
 * A failure whose message is written for the caller. For any other error the caller only gets an `internal_error`
 * without details.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}
