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
  const parameters = Object.keys((route.query as { entries?: object; pipe?: { entries?: object }[] }).entries ?? {});
  const asked = Object.entries(terms).filter(([, { parameter }]) => parameters.includes(parameter ?? ''));
  return {
    terms: asked.map(([name]) => name),
    hasLifetime: parameters.includes(LIFETIME),
    request({ terms: values = {}, lifetimeSeconds }) {
      const { query = {}, params } = exampleOf(route);
      const given = asked.flatMap(([name, { parameter = '' }]) =>
        values[name] === undefined ? [] : [[parameter, String(values[name])]],
      );
      const lifetime = lifetimeSeconds === undefined ? {} : { [LIFETIME]: String(lifetimeSeconds) };
      const { [LIFETIME]: _, ...rest } = query;
      return { query: { ...rest, ...Object.fromEntries(given), ...lifetime }, ...(params && { params }) };
    },
  };
}

/** The request that a route’s example is. */
export function exampleOf({ example, path }: Route): Input {
  const { pathname, searchParams } = new URL(example, 'https://stagepass.example');
  const pattern = path.replaceAll(/[.]/g, '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const params = new RegExp(`^${pattern}$`).exec(pathname)?.groups;
  return { query: Object.fromEntries(searchParams), ...(params && { params }) };
}
