import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { ErrorBody, type ErrorCode, errorStatus } from '../api/errors.ts';
import { type Route, startOf, vendsByGet } from '../api/route.ts';
import { tokenIn } from '../api/token-in.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from '../lambda/openapi/contract.ts';
import { exampleFor } from '../lib/config/projects-of-caller.ts';
import { type StageConfig, stageRoutes } from '../lib/config/stage.ts';
import { pathsOf } from '../lib/edge/token-distribution.ts';

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

const anyPath = clientOpenApiRoute.path;

const refused: readonly SoakRequest[] = [
  { name: 'no such parameter', path: `${anyPath}?nothing=1`, credentials: 'right', expected: 'invalid_request' },
  { name: 'no such route', path: '/nothing', credentials: 'right', expected: 'not_found' },
  { name: 'another’s route', path: adminOpenApiRoute.path, credentials: 'right', expected: 'not_allowed' },
  { name: 'wrong password', path: anyPath, credentials: 'wrong', expected: 'unauthorized' },
  { name: 'no credentials', path: anyPath, credentials: 'none', expected: 'unauthorized' },
];

/** Whether CloudFront asks the second region for it: a path that takes other methods than GET has only the first one. */
export function isInBothRegions(route: Route, all: readonly Route[]): boolean {
  return pathsOf(all).readPaths.has(startOf(route));
}

/**
 * Every route of the stage that vends to clients, asked for its example by the caller `client`; and what is refused.
 *
 * @param isAsked which of those routes; by default all.
 */
export function soakRequests(
  stage: StageConfig,
  isAsked: (route: Route, all: readonly Route[]) => boolean = () => true,
): SoakRequest[] {
  const all = stageRoutes(stage);
  const vending = all.filter((route) => route.audience === 'client' && vendsByGet(route) && isAsked(route, all));
  const { rights } = stage.callers.client ?? {};
  return [
    ...vending.map((route): SoakRequest => {
      return {
        name: route.name,
        path: exampleFor(stage, route, rights),
        credentials: 'right',
        expected: 'token',
        route,
      };
    }),
    ...refused,
  ];
}

/** Errors that a fault outside the function can explain. */
const EXCUSES: ReadonlySet<ErrorCode> = new Set([
  'internal_error',
  'provider_refused',
  'provider_failed',
  'unavailable',
  'provider_timeout',
  'timeout',
]);

const Ending = v.object({ expiresAt: v.pipe(v.string(), v.isoTimestamp()) });

/** Of a token, or of the answer where that is the token. */
const SHORTEST = 40;

/** @param now in ms since 1970. */
export function judge({ expected, route }: SoakRequest, { status, text }: SoakAnswer, now: number): Verdict {
  const body = parsed(text);
  if (status === 200) {
    const ending = v.safeParse(Ending, body);
    if (expected !== 'token' || route === undefined || !ending.success) return 'wrong';
    const contracted = v.safeParse(route.response, body);
    const isWhole = contracted.success && isDeepStrictEqual(contracted.output, body);
    const token = tokenIn(body as object, route.tokenField) ?? '';
    const isGood = isWhole && token.length >= SHORTEST && Date.parse(ending.output.expiresAt) > now;
    return isGood ? 'right' : 'wrong';
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
