import fc from 'fast-check';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../api/route.ts';
import type { Term } from '../../../api/terms.ts';
import { providers } from '../../../lambda/providers.ts';
import { type CallerRights, routeName } from '../../../lambda/shared/rights/rights.ts';
import { captureLog } from '../../support/captured-log.ts';
import { type Input, parameterOf, requestsOf, type Stated, statedOf } from './requests.ts';
import { type Provider, type RunningProvider, startSuite } from './running-provider.ts';

/*
 * What a caller's rights leave out is refused, and what they have is not: whatever the rights are, and whatever is asked.
 * The rules are stated here a second time, and share no code with the functions'.
 */

type Value = string | boolean | number;
type Limit = readonly string[] | boolean | number;

const { run } = await startSuite();

const CALLERS = 60;
/** So many that each of a dozen terms is what some request is refused for. */
const RUNS = 250;

const text = (...units: string[]) => fc.string({ unit: fc.constantFrom(...units), minLength: 1, maxLength: 4 });

/** @param names those that requests may have, where not any. */
const limits = (term: Term, names: readonly string[] = ['a', 'b', '-']): fc.Arbitrary<Limit> => {
  switch (term.kind) {
    case 'names':
      return fc.array(text(...new Set(names.join('')), '*'), { minLength: 1, maxLength: 3 });
    case 'choices':
      return fc.subarray([...term.choices], { minLength: 1 });
    case 'flag':
      return fc.boolean();
    case 'count':
      return fc.integer({ min: term.min, max: term.max });
  }
};

/** @param names those that requests may have, where not any. */
const values = (term: Term, names: readonly string[] | undefined): fc.Arbitrary<Value> => {
  switch (term.kind) {
    case 'names':
      return names === undefined ? text('a', 'b', '-') : fc.constantFrom(...names);
    case 'choices':
      return fc.constantFrom(...term.choices);
    case 'flag':
      return fc.boolean();
    case 'count':
      return fc.integer({ min: term.min, max: term.max });
  }
};

function isWithin({ kind }: Term, limit: Limit, value: Value): boolean {
  switch (kind) {
    case 'names':
      return (limit as string[]).some((each) => new RegExp(`^${each.replaceAll('*', '.*')}$`).test(value as string));
    case 'choices':
      return (limit as string[]).includes(value as string);
    case 'flag':
      return limit === true || value === false;
    case 'count':
      return value <= limit;
  }
}

/** Every caller’s rights, by its name: of all terms or some, and to all routes or some. */
function callersOf({ rights, routes }: Provider, names: Stated['names'] = {}): Record<string, Partial<CallerRights>> {
  const own = routes.map(routeName);
  const terms = Object.entries(rights);
  const several = fc.record(Object.fromEntries(terms.map(([name, term]) => [name, limits(term, names[name])])), {
    requiredKeys: [],
  });
  // Each term alone, too: of many terms, it would seldom be one that a request is refused for.
  const alone = terms.flatMap(([name, term]) =>
    [true, false, false].map((flag) => ({
      routes: own,
      only: { [name]: term.kind === 'flag' ? flag : fc.sample(limits(term, names[name]), 1)[0] },
    })),
  );
  const given = fc.record({
    routes: fc.oneof({ weight: 6, arbitrary: fc.constant(own) }, { weight: 1, arbitrary: fc.subarray(own) }),
    only: several,
  });
  const all = [...fc.sample(given, CALLERS), ...alone] as Partial<CallerRights>[];
  return Object.fromEntries(all.map((each, at) => [`caller-${at}`, each]));
}

function isTaken(route: Route, { query = {}, params, body }: Input): boolean {
  const takes = (schema: v.GenericSchema | undefined, given: unknown) => schema === undefined || v.is(schema, given);
  return v.is(route.query, query) && takes(route.params, params) && takes(route.body, body);
}

/** Requests that are taken without a parameter which rights limit, and else as the route’s example: a path has all of its own. */
function leavingOut({ routes, rights }: Provider, stated: Stated) {
  return routes
    .filter(({ name }) => stated.routes?.[name] === undefined)
    .flatMap((route) => {
      const { terms, request } = requestsOf(route, rights, stated);
      return terms.flatMap((term) => {
        const parameter = parameterOf(route, term, rights) ?? '';
        // A request for nobody is looked at in users.test.ts, but where it counts as one for somebody.
        if (term === route.user?.term && stated.defaults?.[parameter] === undefined) return [];
        const { query: { [parameter]: _, ...query } = {}, ...rest } = request({});
        return parameter in (rest.params ?? {}) ? [] : [{ route, parameter, input: { ...rest, query } }];
      });
    })
    .filter(({ route, input }) => isTaken(route, input));
}

/** As the text that a request would give. */
function defaultOf({ query }: Route, parameter: string): string | undefined {
  const { entries = {} } = query as { entries?: Record<string, { default?: unknown }> };
  const value = entries[parameter]?.default;
  return typeof value === 'string' ? value : undefined;
}

/** Values for the terms that a request of the route can ask for, in requests that the route’s schemas take. */
function askedOf(
  route: Route,
  terms: readonly string[],
  rights: Provider['rights'],
  names: Stated['names'],
  request: (asked: Record<string, Value>) => Input,
) {
  const asked = fc.record(Object.fromEntries(terms.map((name) => [name, values(rights[name] as Term, names?.[name])])));
  const taken = fc.sample(asked, 50).filter((each) => isTaken(route, request(each))).length;
  if (taken < 25)
    throw new Error(`${routeName(route)} takes only ${taken} of 50 requests made for it: state how it is asked`);
  return asked.filter((each) => isTaken(route, request(each)));
}

describe.each(providers)('the rights to $id', async (provider) => {
  const stated = await statedOf(provider);
  const callers = callersOf(provider, stated.names);
  let ask: RunningProvider['ask'];
  beforeAll(async () => {
    ({ ask } = await run(provider, { callers: { ...callers, nobody: { routes: [] } } }));
  });

  const asking = provider.routes.map((route) => ({ route, requests: requestsOf(route, provider.rights, stated) }));

  it('have no term that no request can ask for', () => {
    const askable = asking.flatMap(({ requests: { terms } }) => terms);
    for (const term of Object.keys(provider.rights)) expect(askable).toContain(term);
    for (const term of askable) expect(Object.keys(provider.rights)).toContain(term);
  });

  it('count a parameter that is left out as what it is by default', async () => {
    captureLog();
    for (const { route, parameter, input } of leavingOut(provider, stated)) {
      const byDefault = defaultOf(route, parameter) ?? stated.defaults?.[parameter];
      const about = `${routeName(route)} without ${parameter}`;
      expect(byDefault, `${about}: give its default in v.optional(…, default), so that asks sees it`).toBeDefined();
      for (const caller of Object.keys(callers)) {
        const value = typeof byDefault === 'function' ? byDefault(caller) : (byDefault ?? '');
        const query = { ...input.query, [parameter]: value };
        const [without, given] = [await ask(route, input, caller), await ask(route, { ...input, query }, caller)];
        expect(without.status, `${about}, of ${JSON.stringify(callers[caller])}`).toBe(given.status);
      }
    }
  });

  it('keep a caller from every route that isn’t its own', async () => {
    captureLog();
    for (const { route, requests } of asking) {
      for (const caller of ['nobody', 'unheard-of']) {
        const { status, body } = await ask(route, requests.request({}), caller);
        expect([status, body.code], routeName(route)).toEqual([403, 'not_allowed']);
      }
    }
  });

  it('refuse what is outside them and nothing else', async () => {
    captureLog();
    const limited = asking.filter(({ requests: { terms } }) => terms.length > 0);
    for (const {
      route,
      requests: { terms, needs, request, leftOut = () => [] },
    } of limited) {
      const requestFor = (values: Record<string, Value>) => request({ terms: values });
      const asked = askedOf(route, terms, provider.rights, stated.names, requestFor);
      let made = 0;
      /** How often each term alone was what the request was refused for, and had a limit that took it. */
      const seen = new Map(terms.map((name) => [name, { refused: 0, passed: 0 }]));
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...Object.keys(callers)), asked, async (caller, wanted) => {
          const { routes = [], only = {} } = callers[caller] ?? {};
          const isLimited = terms.filter((name) => only[name] !== undefined && !leftOut(wanted).includes(name));
          const outside = isLimited.filter(
            (name) => !isWithin(provider.rights[name] as Term, only[name] as Limit, wanted[name] as Value),
          );
          const isUnlimited = needs !== undefined && Object.keys(only).length > 0 && only[needs] === undefined;
          const isAllowed = routes.includes(routeName(route)) && outside.length === 0 && !isUnlimited;
          const { status, body, text } = await ask(route, requestFor(wanted), caller);
          const about = `${routeName(route)} ${JSON.stringify(wanted)}, of ${JSON.stringify(only)}: ${text}`;
          expect([status, body.code], about).toEqual(isAllowed ? [200, undefined] : [403, 'not_allowed']);
          for (const [name, count] of seen) {
            if (!isLimited.includes(name) || !routes.includes(routeName(route))) continue;
            if (outside.length === 1 && outside[0] === name) count.refused += 1;
            if (isAllowed) count.passed += 1;
          }
          made += 1;
          // One HEAD for four GETs: it is the same code, and each is a request.
          if (route.method !== 'GET' || made % 4 !== 0) return;
          const head = await ask(route, requestFor(wanted), caller, 'HEAD');
          expect([head.status, head.text], `HEAD ${about}`).toEqual([status, '']);
        }),
        { numRuns: RUNS },
      );
      for (const [name, { refused, passed }] of seen) {
        const about = `${name} of ${routeName(route)}`;
        expect(refused, `${about} was never refused`).toBeGreaterThan(0);
        expect(passed, `${about} was never passed`).toBeGreaterThan(0);
      }
    }
  });
});
