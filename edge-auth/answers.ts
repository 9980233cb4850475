import type { CloudFrontHeaders, CloudFrontResultResponse } from 'aws-lambda';
import { type ErrorBody, type ErrorCode, errorStatus } from '../api/errors.ts';
import { cors, securityHeaders, uncached } from '../api/headers.ts';
import type { Health } from '../api/health.ts';
import { RETRY_MS } from '../lambda/shared/secrets/cached.ts';
import type { GuardConfig } from './config.ts';
import type { Refusal } from './decide.ts';
import type { ViewerRequest } from './viewer-request.ts';

/** A refusal, or `failed`: something went wrong here. */
export type Failure = Refusal | { readonly kind: 'failed' };

type Asked = Pick<ViewerRequest, 'requestId' | 'origin'>;
type AnswerConfig = Pick<GuardConfig, 'realm' | 'allowedOrigins'>;
type Headers = Readonly<Record<string, string>>;

/** The error code that stands for a refusal, and with it the status. */
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

/** Tells an allowed origin what it may ask; to any other it grants nothing, and the browser stops there. */
export function preflightAnswer({ origin }: Pick<Asked, 'origin'>, config: AnswerConfig): CloudFrontResultResponse {
  const granted = grantTo(origin, config);
  const headers = granted && {
    ...granted,
    'Access-Control-Allow-Methods': cors.allowMethods.join(', '),
    'Access-Control-Allow-Headers': cors.allowHeaders.join(', '),
    'Access-Control-Max-Age': String(cors.maxAgeSeconds),
  };
  // No body: CloudFront makes a 502 of a 204 that has one.
  return { status: '204', headers: cloudFrontHeaders({ ...onEveryAnswer, ...headers }) };
}

/** The same for everybody, and nothing of what is behind the guard. */
export function healthyAnswer({ origin }: Pick<Asked, 'origin'>, config: AnswerConfig): CloudFrontResultResponse {
  const headers = { ...onEveryAnswer, 'Content-Type': 'application/json', ...readableBy(origin, config) };
  const body: Health = { status: 'ok' };
  return { status: '200', headers: cloudFrontHeaders(headers), body: JSON.stringify(body) };
}

/** An error in the contract's shape. */
export function errorAnswer(refused: Failure, asked: Asked, config: AnswerConfig): CloudFrontResultResponse {
  const code = codeOf[refused.kind];
  const headers = {
    ...onEveryAnswer,
    'Content-Type': 'application/json',
    ...readableBy(asked.origin, config),
    ...headersOf(refused, config.realm),
  };
  const body: ErrorBody = { error: messageOf(refused), code, requestId: asked.requestId };
  return { status: String(errorStatus[code]), headers: cloudFrontHeaders(headers), body: JSON.stringify(body) };
}

/** No response headers policy covers what a viewer request function answers. */
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

/** For an answer with a body: what lets an allowed origin's page read it. */
function readableBy(origin: string | undefined, config: AnswerConfig): Headers {
  const granted = grantTo(origin, config);
  return granted === undefined ? {} : { ...granted, 'Access-Control-Expose-Headers': cors.exposeHeaders.join(', ') };
}

function headersOf(refused: Failure, realm: string): Headers {
  switch (refused.kind) {
    case 'challenge':
      return { 'WWW-Authenticate': `Basic realm="${realm}", charset="UTF-8"` };
    case 'methodNotAllowed':
      return { Allow: refused.allow.join(', ') };
    case 'unavailable':
      return { 'Retry-After': String(RETRY_MS / 1000) };
    default:
      return {};
  }
}

function messageOf(refused: Failure): string {
  switch (refused.kind) {
    case 'challenge':
      return 'the right name and password of a caller are needed, by HTTP Basic authentication';
    case 'invalidPath':
      return 'a path has letters, digits and - . _ ~ between single slashes, and nothing percent-encoded';
    case 'forbidden':
      return 'this caller may not use this route';
    case 'notFound':
      return 'there is no such route';
    case 'foreignPage':
      return 'pages of this origin may not ask here: the stage’s allowedOrigins names those that may';
    case 'methodNotAllowed':
      return `this route takes ${refused.allow.join(', ')}`;
    case 'unavailable':
      return 'credentials can’t be checked just now; try again';
    case 'failed':
      return 'something went wrong here; the request id finds it in the logs';
  }
}

function cloudFrontHeaders(headers: Headers): CloudFrontHeaders {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), [{ key, value }]]));
}
