import type { CloudFrontHeaders, CloudFrontResultResponse } from 'aws-lambda';
import { type ErrorBody, type ErrorCode, errorStatus } from '../api/errors.ts';
import { cors, securityHeaders, uncached } from '../api/headers.ts';
import type { Health } from '../api/health.ts';
import { RETRY_MS } from '../lambda/shared/secrets/cached.ts';
import type { TokenFault } from './bearer/token-faults.ts';
import { userRefusalText } from './bearer/user-refusal-text.ts';
import type { GuardConfig } from './config.ts';
import type { Refusal } from './decide.ts';
import type { ViewerRequest } from './viewer-request.ts';

/** The guard refused the request, or failed itself. */
export type Failure = Refusal | { readonly kind: 'failed' };

type RequestInfo = Pick<ViewerRequest, 'requestId' | 'origin'>;
type AnswerConfig = Pick<GuardConfig, 'realm' | 'allowedOrigins' | 'callers' | 'tokenCallers'>;
type Headers = Readonly<Record<string, string | readonly string[]>>;

/** The error code of each failure. It decides the status too. */
export const codeOf = {
  challenge: 'unauthorized',
  invalidPath: 'invalid_request',
  forbidden: 'not_allowed',
  notFound: 'not_found',
  foreignPage: 'not_allowed',
  methodNotAllowed: 'method_not_allowed',
  unavailable: 'unavailable',
  invalidBearer: 'invalid_request',
  invalidToken: 'unauthorized',
  noCaller: 'not_allowed',
  callerDisabled: 'not_allowed',
  noUser: 'not_allowed',
  claimsTooLong: 'not_allowed',
  userBlocked: 'not_allowed',
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
    ...headersOf(failure, config),
  };
  const body: ErrorBody = { error: messageOf(failure, config), code, requestId: request.requestId };
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

function headersOf(failure: Failure, config: AnswerConfig): Headers {
  const bearer = `Bearer realm="${config.realm}"`;
  switch (failure.kind) {
    case 'challenge': {
      const basic = `Basic realm="${config.realm}", charset="UTF-8"`;
      const { tokens, passwords } = credentialsOf(config);
      return { 'WWW-Authenticate': [...(tokens ? [bearer] : []), ...(passwords ? [basic] : [])] };
    }
    // RFC 6750 §3. Never with a Basic challenge: a browser would ask a person for a password.
    case 'invalidBearer':
      return { 'WWW-Authenticate': `${bearer}, error="invalid_request"` };
    case 'invalidToken':
      return { 'WWW-Authenticate': `${bearer}, error="invalid_token", error_description="${failure.fault}"` };
    case 'noCaller':
    case 'callerDisabled':
    case 'noUser':
    case 'claimsTooLong':
    case 'userBlocked':
      return { 'WWW-Authenticate': `${bearer}, error="insufficient_scope"` };
    case 'methodNotAllowed':
      return { Allow: failure.allow.join(', ') };
    case 'unavailable':
      return { 'Retry-After': String(RETRY_MS / 1000) };
    default:
      return {};
  }
}

/** What a stage takes. One without any callers challenges as one with passwords does. */
function credentialsOf({ callers, tokenCallers }: AnswerConfig) {
  const tokens = tokenCallers.length > 0;
  return { tokens, passwords: !tokens || Object.keys(callers).length > 0 };
}

function messageOf(failure: Failure, config: AnswerConfig): string {
  switch (failure.kind) {
    case 'challenge': {
      const { tokens, passwords } = credentialsOf(config);
      return [
        ...(tokens ? ['a user’s token is needed, as Authorization: Bearer'] : []),
        ...(passwords ? ['the right name and password of a caller are needed, by HTTP Basic authentication'] : []),
      ].join(', or ');
    }
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
    case 'invalidBearer':
      return 'a user’s token is sent once, in one Authorization header: Bearer, a space and the token, 8,192 characters at most';
    case 'invalidToken':
      return faultMessages[failure.fault];
    case 'noCaller':
      return 'the token is right, but no caller of this stage is for a user with its claims';
    case 'callerDisabled':
    case 'noUser':
    case 'claimsTooLong':
      return userRefusalText(failure);
    case 'userBlocked':
      return 'this user is blocked';
    case 'failed':
      return 'something went wrong here; look for the request id in the logs';
  }
}

const faultMessages: Readonly<Record<TokenFault, string>> = {
  malformed: 'this is no token that can be read: send the issuer’s signed JWT, with kid, iss and exp, as it is',
  'critical header': 'the token’s header has crit: no extension is understood here',
  type: 'the token’s typ says that it is for something else: send an ID token or an access token',
  issuer: 'the token’s issuer is none of this stage’s',
  algorithm: 'the token is signed with an algorithm that this stage doesn’t take from its issuer',
  expired: 'the token has expired: get a new one',
  'too early': 'the token isn’t valid yet: wait, and look at the clocks',
  audience: 'the token was made for another audience or app',
  claims: 'the token’s claims aren’t those that this stage wants from its issuer: it may be of the wrong kind',
  key: 'the token’s issuer has no key that fits: get a new token',
  signature: 'the token’s signature is wrong',
};

function cloudFrontHeaders(headers: Headers): CloudFrontHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([key, values]) => [
      key.toLowerCase(),
      [values].flat().map((value) => ({ key, value })),
    ]),
  );
}
