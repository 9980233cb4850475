import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { ErrorBody, type ErrorCode, errorStatus } from '../api/errors.ts';
import { type Route, vendsByGet } from '../api/route.ts';
import { routes } from '../lambda/contract.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from '../lambda/openapi/contract.ts';

/** A request, and its right answer. */
export interface SoakRequest {
  readonly name: string;
  readonly path: string;
  readonly credentials: 'right' | 'wrong' | 'none';
  readonly expected: 'token' | ErrorCode;
  /** The route whose schema an answer with a token must match. */
  readonly route?: Route;
}

export interface SoakAnswer {
  /** 0 for a connection that failed. */
  readonly status: number;
  readonly text: string;
}

/**
 * `right`: the expected answer. `excused`: an error that a fault can explain. `wrong`: anything else, such as a token
 * without credentials, an error without our shape, or no answer.
 */
export type Verdict = 'right' | 'excused' | 'wrong';

/** Every route that vends to clients, asked for its example. */
const vending = routes.filter((route) => route.audience === 'client' && vendsByGet(route));

const anyPath = clientOpenApiRoute.path;

export const requests: readonly SoakRequest[] = [
  ...vending.map((route): SoakRequest => {
    return { name: route.name, path: route.example, credentials: 'right', expected: 'token', route };
  }),
  { name: 'no such parameter', path: `${anyPath}?nothing=1`, credentials: 'right', expected: 'invalid_request' },
  { name: 'no such route', path: '/nothing', credentials: 'right', expected: 'not_found' },
  { name: 'another’s route', path: adminOpenApiRoute.path, credentials: 'right', expected: 'not_allowed' },
  { name: 'wrong password', path: anyPath, credentials: 'wrong', expected: 'unauthorized' },
  { name: 'no credentials', path: anyPath, credentials: 'none', expected: 'unauthorized' },
];

/** Errors that a fault outside the function can explain. */
const EXCUSES: ReadonlySet<ErrorCode> = new Set([
  'internal_error',
  'provider_refused',
  'provider_failed',
  'unavailable',
  'provider_timeout',
  'timeout',
]);

const Token = v.pipe(
  v.object({
    token: v.optional(v.pipe(v.string(), v.minLength(40))),
    access_token: v.optional(v.pipe(v.string(), v.minLength(40))),
    expiresAt: v.pipe(v.string(), v.isoTimestamp()),
  }),
  v.check(({ token, access_token }) => (token === undefined) !== (access_token === undefined)),
);

/** @param now in ms since 1970. */
export function judge({ expected, route }: SoakRequest, { status, text }: SoakAnswer, now: number): Verdict {
  const body = parsed(text);
  if (status === 200) {
    const token = v.safeParse(Token, body);
    if (expected !== 'token' || route === undefined || !token.success) return 'wrong';
    const contracted = v.safeParse(route.response, body);
    const isWhole = contracted.success && isDeepStrictEqual(contracted.output, body);
    return isWhole && Date.parse(token.output.expiresAt) > now ? 'right' : 'wrong';
  }
  const error = v.safeParse(ErrorBody, body);
  if (!error.success || errorStatus[error.output.code] !== status) return 'wrong';
  if (error.output.code === expected) return 'right';
  return EXCUSES.has(error.output.code) ? 'excused' : 'wrong';
}

/** @returns undefined for a text that isn't an error in our shape. */
export function errorCodeIn(text: string): ErrorCode | undefined {
  const error = v.safeParse(ErrorBody, parsed(text));
  return error.success ? error.output.code : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
