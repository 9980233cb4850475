import type * as v from 'valibot';
import type { ErrorCode } from './errors.ts';
import type { Terms } from './terms.ts';

/** Who a route is for. It decides which API serves the route and which callers the guard lets through to it. */
export const audiences = ['client', 'admin'] as const;
export type Audience = (typeof audiences)[number];

/** `anybody`: a route without credentials. The guard answers it itself, and no API has it. */
export type RouteAudience = Audience | 'anybody';

/**
 * A caller may use the routes of its own audience. An admin may use the client routes too, and gets the same answers
 * there. Routes for anybody are not decided here: the guard answers them before it looks at a caller.
 */
export function mayUse(caller: Audience, route: RouteAudience): boolean {
  return caller === route || (caller === 'admin' && route === 'client');
}

/** What the log says about a request for a token. */
export interface Audit {
  /** The kind of token: `rtc`, `rtm` … */
  readonly kind: string;
  /** Parameters of query, path or body that say which token it is, or for whom and for what. */
  readonly subject: readonly string[];
  /** Whether the answer is a new token. */
  readonly vends: boolean;
  /** For an update: whether its settings are the whole body or the body's `data`. */
  readonly changes?: 'body' | 'data';
}

/** How a request names the user that its token is for. */
export interface NamesUser {
  /** The term of the provider's rights that limits it. */
  readonly term: string;
  /** The parameter of query or path, or the field of the body, that names the user. */
  readonly field: string;
  /** Others that name the user, too. */
  readonly or?: readonly string[];
  /** Whether an empty text there is the same as none, as in protobuf. */
  readonly emptyIsNone?: boolean;
}

/**
 * One operation of the HTTP contract. Stacks, functions, guard, local app and OpenAPI document are all made from it.
 */
export interface Route {
  /** Unique; also the OpenAPI operation id. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As API Gateway writes it: `/access_token`, `/things/{thingId}`. */
  readonly path: `/${string}`;
  readonly audience: RouteAudience;
  /** The id of the provider of its tokens. A route without one is on every stage. */
  readonly provider?: string;
  /** What rights can limit in its requests: the terms of its provider. */
  readonly rights?: Terms;
  /**
   * Undefined for a route whose tokens name no user. A signed-in user whose rights leave only one name gets that one when
   * the request has none.
   */
  readonly user?: NamesUser;
  /** Whether it is about signed-in users: only a stage that has callers of such users has it. */
  readonly needsUsers?: true;
  readonly audit?: Audit;
  /** What a person calls its tokens, where a provider vends several kinds. Default: the provider’s title. */
  readonly title?: string;
  /** The field of its answer with the token, where that isn't `token`; or `WHOLE_ANSWER` of token-in.ts. */
  readonly tokenField?: string;
  readonly summary: string;
  /** Path and query of a request that succeeds: for a first try, and for the docs. */
  readonly example: `/${string}`;
  readonly query: v.GenericSchema;
  /** The parameters in the path, as text. */
  readonly params?: v.GenericSchema;
  /** The JSON object in the request's body; made with `fields` of body.ts. */
  readonly body?: v.GenericSchema;
  readonly response: v.GenericSchema;
  /** Failures of this route, beside those that all routes have. */
  readonly failures: readonly ErrorCode[];
}

/** The methods that a route accepts: GET implies HEAD. */
export function methodsOf({ method }: Pick<Route, 'method'>): (Route['method'] | 'HEAD')[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

/** Whether a GET of the route answers with a new token. */
export function vendsByGet({ method, audit }: Pick<Route, 'method' | 'audit'>): boolean {
  return method === 'GET' && audit?.vends === true;
}

/** A path up to its first parameter: in what stands behind it, requests for the route differ. */
export function startOf({ path }: Pick<Route, 'path'>): string {
  return path.replace(/\{.*$/, '');
}

/**
 * The first path segments of the admin routes: `/admin`, … CloudFront chooses the API by path alone, so no client route
 * may start with one of these.
 */
export function adminPrefixes(of: readonly Pick<Route, 'audience' | 'path'>[]): string[] {
  const firstSegments = of.filter((route) => route.audience === 'admin').map((route) => route.path.split('/', 2)[1]);
  return [...new Set(firstSegments)].map((segment) => `/${segment}`);
}
