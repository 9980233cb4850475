import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as v from 'valibot';
import { bodyProblem } from '../../../api/body.ts';
import { ApiError, type ErrorBody, retryAfter } from '../../../api/errors.ts';
import { uncached, VIEWER_ADDRESS_HEADER } from '../../../api/headers.ts';
import { quoted } from '../../../api/query.ts';
import type { Route } from '../../../api/route.ts';
import { noTerms, type Terms } from '../../../api/terms.ts';
import { identityOf } from '../identity/authorizer-context.ts';
import type { SignedInUser } from '../identity/caller-header.ts';
import { type Asked, type CallerRights, checkAnswer, checkAsked, type Rights, rightsTo } from '../rights/rights.ts';
import { rightsOfUser, userToFillIn } from '../rights/user-rights.ts';
import { requestLog } from '../telemetry/request-log.ts';
import { type Telemetry, telemetryFromEnv } from '../telemetry/telemetry.ts';
import { header } from './header.ts';
import { jsonBody } from './json-body.ts';
import { viewerIp } from './viewer-ip.ts';

export interface RequestContext {
  /** The caller whose password or token the guard checked. */
  readonly caller: string;
  /** The signed-in user; undefined where the caller has a password. */
  readonly user?: SignedInUser | undefined;
  readonly requestId: string;
  /** The viewer's address; undefined where CloudFront sent none. */
  readonly viewerIp: string | undefined;
  /** The longest lifetime of this caller's tokens; undefined where only the stage's own maximum applies. */
  readonly maximumLifetimeSeconds?: number | undefined;
}

/** What rights can limit for a route: the terms of its provider. */
export type TermsOf<R extends Route> = R extends { readonly rights: infer T extends Terms } ? T : typeof noTerms;

/**
 * The caller's rights. The request itself is checked before a function answers it. A function that changes an existing
 * token must check for itself whether that token is within the rights.
 */
export interface WithRights<T extends Terms = Terms> {
  readonly rights: CallerRights<T>;
}

/** For an endpoint that chooses what a request may leave out. */
export interface Choosing {
  /**
   * Tells the log what was chosen, by parameter, where the route's subject has it: otherwise nobody could find out for
   * whom a token is.
   */
  readonly chosen: (values: Readonly<Record<string, string>>) => void;
}

/** What a request has beside its query: undefined where the route has no such schema. */
export interface Given<R extends Route> {
  readonly caller: string;
  readonly rights: CallerRights<TermsOf<R>>;
  readonly params: R['params'] extends v.GenericSchema ? v.InferOutput<R['params']> : undefined;
  readonly body: R['body'] extends v.GenericSchema ? v.InferOutput<R['body']> : undefined;
}

export interface Endpoint {
  readonly route: Route;
  readonly answer: (
    query: unknown,
    context: RequestContext & WithRights & Choosing & { readonly params: unknown; readonly body: unknown },
  ) => Promise<unknown>;
  /** Undefined where rights limit nothing in the request. */
  readonly asks?: (
    query: unknown,
    given: { readonly caller: string; readonly rights: CallerRights; readonly params: unknown; readonly body: unknown },
  ) => Asked<Terms>;
  readonly check?: (query: unknown, context: Pick<RequestContext, 'maximumLifetimeSeconds'>) => void;
}

/**
 * Connects a route of the contract with the function that answers it. The types follow from the route's schemas and
 * terms.
 *
 * @param asks gives what a request asks for, with a value for every term of the provider's rights: rights could not
 *   limit a term that is left out. `'nothing'` where rights limit nothing in the request.
 * @param check throws an ApiError for what is within the caller's rights, but can't be had on this stage. HEAD of a route
 *   that vends is never answered, so what `answer` refuses is only refused to GET.
 */
export function on<R extends Route>(
  route: R,
  answer: (
    query: v.InferOutput<R['query']>,
    context: RequestContext & WithRights<TermsOf<R>> & Choosing & Given<R>,
  ) => Promise<v.InferInput<R['response']>> | v.InferInput<R['response']>,
  asks: 'nothing' | ((query: v.InferOutput<R['query']>, given: Given<R>) => Asked<TermsOf<R>>),
  check?: (query: v.InferOutput<R['query']>, context: Pick<RequestContext, 'maximumLifetimeSeconds'>) => void,
): Endpoint {
  return {
    route,
    answer: async (query, context) =>
      answer(query as v.InferOutput<R['query']>, context as Parameters<typeof answer>[1]),
    ...(asks !== 'nothing' && { asks: asks as NonNullable<Endpoint['asks']> }),
    ...(check && { check: (query, context) => check(query as v.InferOutput<R['query']>, context) }),
  };
}

/** The project that a request is for, or why it is for none. */
export type ChosenProject =
  | { readonly name: string; readonly refusal?: never }
  | { readonly refusal: ApiError; readonly name?: never };

/** @param event has a project where projects/handler.ts passes it on: what API Gateway sends has none. */
export type Handler = (
  event: APIGatewayProxyEvent & { readonly project?: ChosenProject },
) => Promise<APIGatewayProxyResult>;

/**
 * A function's handler. It finds the endpoint, parses the request with the route's schemas, checks the caller's rights
 * and lets the endpoint answer. The route's schema builds the answer, so only fields of the contract are sent. All
 * errors become answers here.
 */
export function serve(
  endpoints: readonly Endpoint[],
  now: () => number,
  rights: Rights,
  telemetry: Telemetry = telemetryFromEnv(),
): Handler {
  return async (event) => {
    const { httpMethod, resource } = event;
    // HEAD is a GET without the body (RFC 9110, 9.3.2): the same endpoint, rights and errors.
    const isHead = httpMethod === 'HEAD';
    const method = isHead ? 'GET' : httpMethod;
    const requestId = event.requestContext.requestId;
    const { caller, user } = identityOf(event);
    const endpoint = endpoints.find(({ route }) => route.method === method && route.path === resource);
    const log = requestLog({ requestId, caller, user, httpMethod, resource, route: endpoint?.route }, telemetry, now);
    try {
      if (endpoint === undefined) throw new Error('API Gateway sent a route this function does not serve');
      const { route } = endpoint;
      const terms = route.rights ?? noTerms;
      const own = rightsOfUser(terms, rightsTo(route, rights, caller), user);
      if (event.project !== undefined) log.inProject(projectOf(event.project, telemetry));
      const asked = singleValues(event);
      const sent = route.body && jsonBody(event);
      const filled = user ? userToFillIn(route.user, own, { ...event.pathParameters, ...(sent ?? asked) }) : {};
      const query = sent ? parse(route.query, asked) : parse(route.query, { ...asked, ...filled }, { filled });
      const given = {
        caller,
        rights: own,
        params: route.params && parse(route.params, event.pathParameters ?? {}),
        body: route.body && parse(route.body, { ...sent, ...filled }, { filled, problem: bodyProblem }),
      };
      log.asked(query, given.params, given.body);
      if (endpoint.asks) checkAsked(terms, own, endpoint.asks(query, given));
      const context = {
        requestId,
        user,
        viewerIp: viewerIp(header(event, VIEWER_ADDRESS_HEADER)),
        rights: own,
        maximumLifetimeSeconds: own.maximumLifetimeSeconds,
        chosen: log.chosen,
      };
      endpoint.check?.(query, context);
      // A HEAD request can't receive a token, so none is made.
      if (isHead && route.audit?.vends) {
        log.answeredHead();
        return respond(200);
      }
      const answer = v.parse(route.response, await endpoint.answer(query, { ...given, ...context }));
      checkAnswer(own, answer, now());
      log.answered(answer);
      return respond(200, isHead ? undefined : answer);
    } catch (error) {
      const failure =
        error instanceof ApiError
          ? error
          : new ApiError('internal_error', 'something went wrong here; look for the request id in the logs', {
              cause: error,
            });
      log.refused(failure);
      const { status, code } = failure;
      const body: ErrorBody = { error: failure.message, code, requestId };
      return respond(status, isHead ? undefined : body, retryAfter(code));
    }
  };
}

/** @throws ApiError why the request is for no project. */
function projectOf(chosen: ChosenProject, { project }: Telemetry): string {
  if (chosen.refusal !== undefined) throw chosen.refusal;
  if (chosen.name === project) return chosen.name;
  throw new Error('a request came to the handler of another project');
}

/** @param body undefined for none. */
function respond(statusCode: number, body?: unknown, headers: Record<string, string> = {}): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...uncached, ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

/**
 * @param filled what the request left out and got from the user's rights.
 * @param problem makes the message; those of a query name their parameter already.
 */
function parse(
  schema: v.GenericSchema,
  input: unknown,
  {
    filled = {},
    problem = ({ message }) => message,
  }: { readonly filled?: object; readonly problem?: (issue: v.BaseIssue<unknown>) => string } = {},
): unknown {
  const parsed = v.safeParse(schema, input, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  // A misspelt name causes two issues: it is unknown, and the right one is missing. The unknown one says more.
  const unknown = parsed.issues.find(({ expected }) => expected === 'never');
  const issue = unknown ?? parsed.issues[0];
  // Nothing is wrong with the request then: this user can have no such token.
  if (Object.hasOwn(filled, String(issue.path?.[0]?.key))) {
    throw new ApiError('not_allowed', `this user’s name can’t stand in such a token: ${problem(issue)}`);
  }
  throw new ApiError('invalid_request', problem(issue));
}

/**
 * A parameter that is repeated is refused: one part of the code might check the first value and another use the last.
 */
function singleValues(event: APIGatewayProxyEvent): Record<string, string> {
  const values: [string, string][] = [];
  for (const [name, given = []] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    if (given.length > 1) throw new ApiError('invalid_request', `parameter ${quoted(name)} is given more than once`);
    values.push([name, given[0] ?? '']);
  }
  return Object.fromEntries(values);
}
