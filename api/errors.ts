import * as v from 'valibot';

/** Every failure a caller can see: its stable code and the HTTP status that goes with it. */
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

/** For failures that pass by themselves: when to try again, in seconds. */
const retryAfterSeconds: Partial<Record<ErrorCode, number>> = { too_many_requests: 1, unavailable: 5 };

/** The header that goes with such a failure; none for the others. */
export function retryAfter(code: ErrorCode): Record<string, string> {
  const seconds = retryAfterSeconds[code];
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

/** The one error shape, whoever answers: the guard at the edge, API Gateway or a function. */
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
 * A failure whose message is written for the caller. Anything else that is thrown stays inside: the caller sees an
 * opaque `internal_error`.
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
