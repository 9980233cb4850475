import type * as v from 'valibot';
import { type Route, vendsByGet } from '../../api/route.ts';
import type { Names, Term, TermLimit } from '../../api/terms.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import { placeholderNames, placeholders, USER_VALUE } from '../../lambda/shared/rights/placeholders.ts';
import { exampleFor } from './projects-of-caller.ts';
import { type RightsConfig, rightsOver, routesOf } from './rights.ts';
import { type StageConfig, stageRoutes, tokenCallers } from './stage.ts';
import { claimsOf } from './token-caller.ts';

/** A request of a signed-in user to try a new stage with: for a token, if the stage has a route that fits. */
export interface FirstUserRequest {
  readonly caller: string;
  readonly user: string;
  /** Values by claim, beside the user's own and those that the caller's `where` demands. */
  readonly claims: Readonly<Record<string, string>>;
  /** Path and query. */
  readonly path: `/${string}`;
}

/** What the rights limit of a route, and the parameter of the query that asks for it. */
interface Limited {
  readonly term: Term;
  readonly limit: TermLimit;
  /** Undefined where the query has none: the path may ask for it, or nothing. */
  readonly parameter: string | undefined;
  /** Parameters that would ask for it, too. */
  readonly or: readonly string[];
}

/** What stands for the user, for other values and for `*`: the second where a name has digits only. */
const EXAMPLES = { user: ['ada', '7'], value: ['acme', '1'], any: ['room', '1'] } as const;

/** @returns undefined if the stage has no signed-in users. */
export function firstUserRequest(stage: StageConfig): FirstUserRequest | undefined {
  const [name, caller] = tokenCallers(stage)[0] ?? [];
  if (name === undefined || caller === undefined) return undefined;
  const routes = routesOf(caller, stageRoutes(stage));
  for (const route of routes.filter(vendsByGet)) {
    const request = requestWithin(exampleFor(stage, route, caller.rights), route, caller.rights);
    if (request === undefined) continue;
    const { [USER_VALUE]: user = EXAMPLES.user[0], ...others } = request.values;
    const claimOf = claimsOf(caller.token);
    const claims = Object.entries(others).map(([value, text]) => [claimOf[value] ?? value, text]);
    return { caller: name, user, claims: Object.fromEntries(claims), path: request.path };
  }
  // The contract, which every caller may read.
  const contract = routes.find(({ provider }) => provider === undefined);
  return contract && { caller: name, user: EXAMPLES.user[0], claims: {}, path: contract.example };
}

/**
 * The route's example, changed so that the caller's rights allow it.
 *
 * @param known values of the user's claims, by the names that rights use. Others are made up.
 * @returns the request, and the values that stand in it; undefined where names that the rights limit aren't in the query.
 */
export function requestWithin(
  example: Route['example'],
  route: Route,
  rights: RightsConfig | undefined,
  known: Readonly<Record<string, string>> = {},
): { readonly path: `/${string}`; readonly values: Readonly<Record<string, string>> } | undefined {
  const limits = limitsOn(route, { ...rightsOver(route.provider as ProviderId, rights) });
  if (limits.some(({ term, parameter }) => term.kind === 'names' && parameter === undefined)) return undefined;

  const [path = '', query] = example.split('?', 2);
  const asked = new URLSearchParams(query);
  const values = { ...valuesFor(limits, asked), ...known };
  for (const { term, limit, parameter, or } of limits) {
    if (parameter === undefined) continue;
    for (const other of or) asked.delete(other);
    const [first = ''] = [limit].flat();
    if (term.kind !== 'names') asked.set(parameter, String(first));
    else if (first !== '*') asked.set(parameter, filled(String(first), term, values));
  }
  // The default is within the rights.
  if (Number(asked.get('expireTime')) > (rights?.maximumLifetimeSeconds ?? Infinity)) asked.delete('expireTime');
  return { path: (asked.size === 0 ? path : `${path}?${asked}`) as `/${string}`, values };
}

function limitsOn(route: Route, only: Readonly<Record<string, TermLimit | undefined>>): Limited[] {
  const { entries = {} } = route.query as v.GenericSchema & { readonly entries?: v.ObjectEntries };
  return Object.entries(route.rights ?? {}).flatMap(([name, term]) => {
    const limit = only[name];
    if (limit === undefined) return [];
    const names = route.user?.term === name ? route.user : undefined;
    const parameter = names?.field ?? term.parameter;
    const isThere = parameter !== undefined && Object.hasOwn(entries, parameter);
    return [{ term, limit, parameter: isThere ? parameter : undefined, or: names?.or ?? [] }];
  });
}

/** A value for each placeholder: what the example asks for where nothing else stands beside it. */
function valuesFor(limits: readonly Limited[], asked: URLSearchParams): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { term, limit, parameter } of limits) {
    if (term.kind !== 'names') continue;
    for (const pattern of limit as readonly string[]) {
      for (const name of placeholderNames(pattern)) {
        const examples = name === USER_VALUE ? EXAMPLES.user : EXAMPLES.value;
        const own = pattern === `{${name}}` && name !== USER_VALUE && parameter ? asked.get(parameter) : null;
        values[name] ??= own ?? fitting(examples, term);
      }
    }
  }
  return values;
}

/** A name that the pattern matches. */
function filled(pattern: string, term: Names, values: Readonly<Record<string, string>>): string {
  return placeholders(pattern)
    .map((part) =>
      'name' in part ? (values[part.name] ?? '') : part.text.replaceAll('*', fitting(EXAMPLES.any, term)),
    )
    .join('');
}

function fitting([word, digits]: readonly [string, string], { charset }: Names): string {
  return charset === undefined || charset.test(word) ? word : digits;
}
