import type * as v from 'valibot';
import type { ErrorCode } from './errors.ts';
import type { Terms } from './terms.ts';

/** Who a route is for. It decides which API serves the route and which callers the guard lets through to it. */
export const audiences = ['client', 'admin'] as const;
export type Audience = (typeof audiences)[number];

/** Anybody's routes need no credentials: the guard answers them itself, and no API has them. */
export type RouteAudience = Audience | 'anybody';

/**
 * A caller may use the routes of its own audience; an admin may use the clients' too, and gets there what they get. What
 * is anybody's is no caller's to be given or denied.
 */
export function mayUse(caller: Audience, route: RouteAudience): boolean {
  return caller === route || (caller === 'admin' && route === 'client');
}

/** What the log tells of a route that is about tokens. */
export interface Audit {
  /** What they are: `rtc`, `rtm` … */
  readonly kind: string;
  /** The parameters, in query, path or body, that say which token it is, or whom and what it is for. */
  readonly subject: readonly string[];
  /** Whether the answer is a new token. */
  readonly vends: boolean;
  /** Where an update's settings stand: they are the body, or its `data`. */
  readonly changes?: 'body' | 'data';
}

/** One operation of the HTTP contract. Stacks, functions, guard, local app and OpenAPI all take it from here. */
export interface Route {
  /** Unique; also the OpenAPI operation id. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As API Gateway writes it: `/access_token`, `/things/{thingId}`. */
  readonly path: `/${string}`;
  readonly audience: RouteAudience;
  /** The id of the provider whose tokens it is about; without one, the route is there on every stage. */
  readonly provider?: string;
  /** What rights can limit of what it asks for: its provider's terms. */
  readonly rights?: Terms;
  readonly audit?: Audit;
  /** What a person calls the tokens that it vends, where a provider vends several; its provider’s title by default. */
  readonly title?: string;
  readonly summary: string;
  /** Path and query of a request that is answered well: for a first try, and for the docs. */
  readonly example: `/${string}`;
  readonly query: v.GenericSchema;
  /** The parameters in the path, each as the text that stands there. */
  readonly params?: v.GenericSchema;
  /** The JSON object that the request carries; made with `fields` of body.ts. */
  readonly body?: v.GenericSchema;
  readonly response: v.GenericSchema;
  /** What can go wrong beyond what every route shares. */
  readonly failures: readonly ErrorCode[];
}

/** The methods that a route takes: HEAD goes with GET. */
export function methodsOf({ method }: Pick<Route, 'method'>): (Route['method'] | 'HEAD')[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

/**
 * The path prefixes that belong to operators: `/admin`, … CloudFront chooses the API by path alone, so every admin
 * route starts with a segment that no client route starts with.
 */
export function adminPrefixes(of: readonly Pick<Route, 'audience' | 'path'>[]): string[] {
  const firstSegments = of.filter((route) => route.audience === 'admin').map((route) => route.path.split('/', 2)[1]);
  return [...new Set(firstSegments)].map((segment) => `/${segment}`);
}
