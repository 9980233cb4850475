import type { CloudFrontHeaders, CloudFrontResultResponse } from 'aws-lambda';
import { type ErrorBody, type ErrorCode, errorStatus } from '../api/errors.ts';
import { cors, securityHeaders, uncached } from '../api/headers.ts';
import type { Health } from '../api/health.ts';
import { RETRY_MS } from '../lambda/shared/secrets/cached.ts';
import type { GuardConfig } from './config.ts';
import type { Refusal } from './decide.ts';
import type { ViewerRequest } from './viewer-request.ts';

/** The guard refused the request, or failed itself. */
export type Failure = Refusal | { readonly kind: 'failed' };

type RequestInfo = Pick<ViewerRequest, 'requestId' | 'origin'>;
type AnswerConfig = Pick<GuardConfig, 'realm' | 'allowedOrigins'>;
type Headers = Readonly<Record<string, string>>;

/** The error code of each failure. It decides the status too. */
export const codeOf = {
  challenge: 'unauthorized',
  invalidPath: 'invalid_request',
  forbidden: 'not_allowed',
  notFound: 'not_found',
  foreignPage: 'not_allowed',
  methodNotAllowed: 'method_not_allowed',
  unavailable: 'unavailable',
  failed: 'internal_error',
} as const satisfies Record<Failure['kind'], ErrorCode>;

/** Lists what an allowed origin may send. Any other origin gets no CORS headers, so its browser stops. */
export function preflightAnswer(
  { origin }: Pick<RequestInfo, 'origin'>,
  config: AnswerConfig,
): CloudFrontResultResponse {
  const granted = grantTo(origin, config);
  const headers = granted && {
    ...granted,
    'Access-Control-Allow-Methods': cors.allowMethods.join(', '),
    'Access-Control-Allow-Headers': cors.allowHeaders.join(', '),
    'Access-Control-Max-Age': String(cors.maxAgeSeconds),
  };
  // CloudFront turns a 204 with a body into a 502.
  return { status: '204', headers: cloudFrontHeaders({ ...onEveryAnswer, ...headers }) };
}

/** The same for everybody; it says nothing about what is behind the guard. */
export function healthyAnswer({ origin }: Pick<RequestInfo, 'origin'>, config: AnswerConfig): CloudFrontResultResponse {
  const headers = { ...onEveryAnswer, 'Content-Type': 'application/json', ...readableBy(origin, config) };
  const body: Health = { status: 'ok' };
  return { status: '200', headers: cloudFrontHeaders(headers), body: JSON.stringify(body) };
}

/** The failure in the contract's error shape. */
export function errorAnswer(failure: Failure, request: RequestInfo, config: AnswerConfig): CloudFrontResultResponse {
  const code = codeOf[failure.kind];
  const headers = {
    ...onEveryAnswer,
    'Content-Type': 'application/json',
    ...readableBy(request.origin, config),
    ...headersOf(failure, config.realm),
  };
  const body: ErrorBody = { error: messageOf(failure), code, requestId: request.requestId };
  return { status: String(errorStatus[code]), headers: cloudFrontHeaders(headers), body: JSON.stringify(body) };
}

/** CloudFront adds no response headers policy to what a viewer request function answers, so the guard sends these. */
const onEveryAnswer: Headers = {
  ...uncached,
  'Strict-Transport-Security': `max-age=${securityHeaders.strictTransportSecuritySeconds}; includeSubDomains`,
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': securityHeaders.contentSecurityPolicy,
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
};

function grantTo(origin: string | undefined, { allowedOrigins }: AnswerConfig): Headers | undefined {
  if (origin === undefined || !allowedOrigins.includes(origin)) return undefined;
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' };
}

/** The headers that let a page of an allowed origin read the answer. */
function readableBy(origin: string | undefined, config: AnswerConfig): Headers {
  const granted = grantTo(origin, config);
  return granted === undefined ? {} : { ...granted, 'Access-Control-Expose-Headers': cors.exposeHeaders.join(', ') };
}

function headersOf(failure: Failure, realm: string): Headers {
  switch (failure.kind) {
    case 'challenge':
      return { 'WWW-Authenticate': `Basic realm="${realm}", charset="UTF-8"` };
    case 'methodNotAllowed':
      return { Allow: failure.allow.join(', ') };
    case 'unavailable':
      return { 'Retry-After': String(RETRY_MS / 1000) };
    default:
      return {};
  }
}

function messageOf(failure: Failure): string {
  switch (failure.kind) {
    case 'challenge':
      return 'the right name and password of a caller are needed, by HTTP Basic authentication';
    case 'invalidPath':
      return 'a path has letters, digits and - . _ ~ between single slashes, and nothing percent-encoded';
    case 'forbidden':
      return 'this caller may not use this route';
    case 'notFound':
      return 'there is no such route';
    case 'foreignPage':
      return 'pages of this origin may not call this API: add the origin to the stage’s allowedOrigins';
    case 'methodNotAllowed':
      return `this route takes ${failure.allow.join(', ')}`;
    case 'unavailable':
      return 'credentials can’t be checked just now; try again';
    case 'failed':
      return 'something went wrong here; look for the request id in the logs';
  }
}

function cloudFrontHeaders(headers: Headers): CloudFrontHeaders {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), [{ key, value }]]));
}
