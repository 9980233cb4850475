import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Route } from '../../../api/route.ts';
import type { Term } from '../../../api/terms.ts';
import type { ProviderDescriptor } from '../../../lambda/shared/providers/provider.ts';
import { projectRoot } from '../../../lib/root.ts';

/** What a request gives, as texts and JSON. */
export interface Input {
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** What a request shall ask for: a value for each of the route’s terms, or for some; and a lifetime, or none. */
export interface Asking {
  readonly terms?: Readonly<Record<string, string | boolean | number>>;
  readonly lifetimeSeconds?: number;
}

/** A route whose requests can’t be made out of its example and its terms’ parameters, such as one with a body. */
export interface StatedRoute {
  /** The terms of the provider’s rights that its requests can ask for. */
  readonly terms: readonly string[];
  /** Whether its requests can ask for a lifetime. */
  readonly hasLifetime: boolean;
  /** A term that must be limited where any other of the provider’s is. Default: none. */
  readonly needs?: string;
  /** The terms that a request for these doesn’t ask for, where one value leaves no place for another. Default: none. */
  leftOut?(terms: NonNullable<Asking['terms']>): readonly string[];
  /** A request that is answered well, and asks for this. */
  request(asking: Asking): Input;
}

/**
 * What a provider tells the suite beside its descriptor, where it has to: `test/lambda/<provider>/conformance.ts` exports
 * it as `stated`.
 */
export interface Stated {
  /** Its part of a stage’s configuration, with which all that its rights can limit can be asked for. `{}` by default. */
  readonly configuration?: object;
  /**
   * What a request asks for where it leaves a parameter of the rights out, by the parameter: only where the query’s schema
   * doesn’t say it as its default, since the configuration does, or the caller’s name.
   */
  readonly defaults?: Readonly<Record<string, string | ((caller: string) => string)>>;
  /** What the variable with its URL may say in `.env`, where that isn’t the URL of an API. */
  readonly url?: string;
  /** Names that requests may have, by the term that limits them, where not any name is taken. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** Names of two users, where not any are taken. */
  readonly users?: readonly [string, string];
  /** The names of routes whose tokens name nobody, though a term of the provider’s rights limits users. */
  readonly namesNobody?: readonly string[];
  /** The shortest lifetime that the provider takes, in seconds. 1 by default. */
  readonly shortestLifetimeSeconds?: number;
  /** By the names of routes. */
  readonly routes?: Readonly<Record<string, StatedRoute>>;
}

export async function statedOf({ id }: ProviderDescriptor): Promise<Stated> {
  if (!existsSync(join(projectRoot, 'test/lambda', id, 'conformance.ts'))) return {};
  const { stated } = await import(`../${id}/conformance.ts`);
  return stated;
}

/** The parameter by which a request asks for a lifetime: the contract’s, on every route that takes one. */
const LIFETIME = 'expireTime';

/** How a route is asked, as it is stated or as its own schema and example say. */
export function requestsOf(route: Route, terms: Readonly<Record<string, Term>>, stated: Stated): StatedRoute {
  const own = stated.routes?.[route.name];
  if (own !== undefined) return own;
  const [inPath, inQuery] = [entriesOf(route.params), entriesOf(route.query)];
  const askedIn = (entries: readonly string[]) =>
    Object.keys(terms).flatMap((name) => {
      const parameter = parameterOf(route, name, terms);
      return parameter !== undefined && entries.includes(parameter) ? [[name, parameter] as const] : [];
    });
  const asked = askedIn([...inPath, ...inQuery]);
  return {
    terms: asked.map(([name]) => name),
    hasLifetime: inQuery.includes(LIFETIME),
    request({ terms: values = {}, lifetimeSeconds }) {
      const { query = {}, params } = exampleOf(route);
      const given = (entries: readonly string[]): Record<string, string> =>
        Object.fromEntries(
          askedIn(entries).flatMap(([name, parameter]) =>
            values[name] === undefined ? [] : [[parameter, String(values[name])]],
          ),
        );
      const { or = [], term = '' } = route.user ?? {};
      const others = values[term] === undefined ? [] : or;
      const lifetime: Record<string, string> =
        lifetimeSeconds === undefined ? {} : { [LIFETIME]: String(lifetimeSeconds) };
      const rest = Object.entries(query).filter(([name]) => name !== LIFETIME && !others.includes(name));
      return {
        query: { ...Object.fromEntries(rest), ...given(inQuery), ...lifetime },
        ...(params && { params: { ...params, ...given(inPath) } }),
      };
    },
  };
}

/** The parameter by which a route's requests ask for what a term limits. */
export function parameterOf({ user }: Route, term: string, terms: Readonly<Record<string, Term>>): string | undefined {
  return user?.term === term ? user.field : terms[term]?.parameter;
}

export function entriesOf(schema: Route['query'] | undefined): string[] {
  return Object.keys((schema as { entries?: object } | undefined)?.entries ?? {});
}

/** The same request, naming this user; undefined: nobody. In a path somebody must be named. */
export function naming(
  { user, params, body }: Route,
  { query, params: inPath, body: inBody }: Input,
  name?: string,
): Input {
  if (user === undefined) throw new Error('requests of this route name no user');
  const { field, or = [] } = user;
  const withName = <T extends object>(given: T | undefined) => {
    const others = Object.entries(given ?? {}).filter(([each]) => each !== field && !or.includes(each));
    return Object.fromEntries([...others, ...(name === undefined ? [] : [[field, name]])]);
  };
  if (isNamedInPath({ user, params })) return { query: query ?? {}, params: withName(inPath) };
  if (body !== undefined) return { query: query ?? {}, body: withName(inBody) };
  return { query: withName(query), ...(inPath && { params: inPath }) };
}

export function isNamedInPath({ user, params }: Pick<Route, 'user' | 'params'>): boolean {
  return user !== undefined && entriesOf(params).includes(user.field);
}

/** The request that a route’s example is. */
export function exampleOf({ example, path }: Route): Input {
  const { pathname, searchParams } = new URL(example, 'https://stagepass.example');
  const pattern = path.replaceAll(/[.]/g, '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const params = new RegExp(`^${pattern}$`).exec(pathname)?.groups;
  return { query: Object.fromEntries(searchParams), ...(params && { params }) };
}
