import * as v from 'valibot';
import { ApiError } from '../../../api/errors.ts';
import { quoted } from '../../../api/query.ts';
import type { Route } from '../../../api/route.ts';
import type { AskedIn, AskedName, Limit, Term, Terms } from '../../../api/terms.ts';
import { matchesPattern } from './name-pattern.ts';

/** Stands beside a function's bundle: environment variables have 4 KB together, and a stage may have many callers. */
export const RIGHTS_FILE = 'rights.json';

/** What a caller may ask for, in a provider's own terms. What isn't there isn't limited. */
export type Only<T extends Terms = Terms> = { readonly [name in keyof T]?: Limit<T[name]> | undefined };

export interface CallerRights<T extends Terms = Terms> {
  /** `METHOD /path` of every route of the stage that is the caller's. */
  readonly routes: readonly string[];
  readonly only: Only<T>;
  readonly maximumLifetimeSeconds?: number | undefined;
}

/** What each caller may ask a function for. Who isn't in it may ask for nothing. */
export type Rights<T extends Terms = Terms> = Readonly<Record<string, CallerRights<T>>>;

const limits = {
  names: v.array(v.string()),
  choices: v.array(v.string()),
  flag: v.boolean(),
  count: v.number(),
} as const satisfies Record<Term['kind'], v.GenericSchema>;

/** The limits in these terms and no others: another provider's rights are no rights here. */
export function onlyIn(terms: Terms) {
  return v.strictObject(
    Object.fromEntries(Object.entries(terms).map(([name, { kind }]) => [name, v.optional(limits[kind])])),
  );
}

/** @param only what the limits are, as a schema. */
export function rightsSchema<O extends v.GenericSchema>(only: O) {
  const CallerRights = v.strictObject({
    routes: v.array(v.string()),
    only,
    maximumLifetimeSeconds: v.optional(v.number()),
  });
  return v.record(v.string(), CallerRights);
}

/** What a request asks for, in the terms of rights: for a list, each of its names must be the caller's. */
export type Asked<T extends Terms> = AskedIn<T> & AskedOfAny;

/** What can be asked for of every provider. */
export interface AskedOfAny {
  /** Undefined where the request leaves it to the stage. */
  readonly lifetimeSeconds: number | undefined;
  /** Other routes whose tokens the one that is asked for would be, too. */
  readonly routes?: readonly Route[];
}

/** A route's name in rights, logs and refusals. */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** @throws ApiError `not_allowed` when the caller has no right to the route. */
export function rightsTo(route: Route, rights: Rights, caller: string): CallerRights {
  const own = Object.hasOwn(rights, caller) ? rights[caller] : undefined;
  if (own?.routes.includes(routeName(route))) return own;
  throw routeRefused(routeName(route), own?.routes ?? []);
}

function routeRefused(name: string, allowed: readonly string[]): ApiError {
  return notAllowed(`the route ${name}`, allowed);
}

/** Refuses rather than narrows: who asks for more than it may have learns so. @throws ApiError `not_allowed`. */
export function checkAsked<T extends Terms>(terms: T, rights: CallerRights<T>, asked: Asked<T>): void {
  const refusal = refusalOf(terms, rights, asked);
  if (refusal !== undefined) throw refusal;
}

/** Whether something that is there already, such as a token, would be the caller's to ask for. */
export function mayHave<T extends Terms>(terms: T, rights: CallerRights<T>, asked: Asked<T>): boolean {
  return refusalOf(terms, rights, asked) === undefined;
}

function refusalOf<T extends Terms>(
  terms: T,
  { routes, only, maximumLifetimeSeconds }: CallerRights<T>,
  asked: Asked<T>,
): ApiError | undefined {
  const route = asked.routes?.map(routeName).find((name) => !routes.includes(name));
  if (route !== undefined) return routeRefused(route, routes);
  for (const [name, term] of Object.entries(terms)) {
    const limit = only[name];
    const refusal = limit === undefined ? undefined : termRefused(term, limit, asked[name]);
    if (refusal !== undefined) return refusal;
  }
  return lifetimeRefused(maximumLifetimeSeconds, asked.lifetimeSeconds);
}

/** @param asked in the kind of value that the term has. */
function termRefused(term: Term, limit: Limit, asked: unknown): ApiError | undefined {
  if (term.kind === 'flag') {
    return asked === true && limit !== true ? notAllowed(term.called, [`no ${term.called}`]) : undefined;
  }
  if (term.kind === 'count') {
    const beyond = asked !== undefined && !((asked as number) <= (limit as number));
    return beyond
      ? notAllowed(`${term.called} of ${asked} ${term.unit}`, [`${limit} ${term.unit} at most`])
      : undefined;
  }
  const allowed = limit as readonly string[];
  const takes = term.kind === 'names' ? takesAsked : (one: string, name: AskedName) => one === name;
  const names = [(asked ?? []) as AskedName | readonly AskedName[]].flat();
  const refused = names.find((name) => !allowed.some((one) => takes(one, name)));
  if (refused === undefined) return undefined;
  const name = typeof refused === 'string' ? refused : refused.regex;
  return notAllowed(`the ${term.called} ${quoted(name)}`, allowed.map(quoted));
}

function lifetimeRefused(maximum: number | undefined, seconds = 0): ApiError | undefined {
  if (maximum === undefined || seconds <= maximum) return undefined;
  return notAllowed(lifetimeOf(seconds), [`${maximum} seconds at most`]);
}

function lifetimeOf(seconds: number): string {
  if (seconds === Infinity) return 'a life without an end';
  return Number.isNaN(seconds) ? 'an end that can’t be read' : `a lifetime of ${Math.ceil(seconds)} seconds`;
}

function takesAsked(pattern: string, name: AskedName): boolean {
  return typeof name === 'string' ? matchesPattern(pattern, name) : pattern === '*';
}

/** By how much a provider's clock may be ahead of ours: its tokens seem to live so much longer. */
export const CLOCK_ALLOWANCE_SECONDS = 5;

/**
 * How long a token lives yet, as far as rights count it.
 *
 * @param expiresAt null: for ever.
 * @param now in ms since 1970.
 * @returns seconds; NaN, which no right allows, for an end that can't be read.
 */
export function secondsLeft(expiresAt: unknown, now: number): number {
  if (expiresAt === null) return Infinity;
  return (Date.parse(String(expiresAt)) - now) / 1000 - CLOCK_ALLOWANCE_SECONDS;
}

/**
 * Whatever made a token, none leaves that outlives what its caller may have: each says when it ends, wherever in the
 * answer it stands.
 *
 * @param now in ms since 1970.
 * @throws ApiError `not_allowed`.
 */
export function checkAnswer(rights: CallerRights, answer: unknown, now: number): void {
  if (rights.maximumLifetimeSeconds === undefined || typeof answer !== 'object' || answer === null) return;
  for (const [name, value] of Object.entries(answer)) {
    // A contract has the field's name, too, before what describes it.
    const isEnd = name === 'expiresAt' && (typeof value !== 'object' || value === null);
    const refusal = isEnd ? lifetimeRefused(rights.maximumLifetimeSeconds, secondsLeft(value, now)) : undefined;
    if (refusal !== undefined) throw refusal;
    checkAnswer(rights, value, now);
  }
}

/** As many as a person reads; the error must stay short. */
const TOLD = 8;

/** @param allowed what would be; as many are told as a person reads. */
export function notAllowed(asked: string, allowed: readonly string[]): ApiError {
  const told = allowed.length === 0 ? 'nothing here' : inShort(allowed);
  return new ApiError('not_allowed', `${asked} is not this caller’s to ask for; allowed: ${told}`);
}

export function inShort(names: readonly string[]): string {
  const more = names.length > TOLD ? ` and ${names.length - TOLD} more` : '';
  return `${names.slice(0, TOLD).join(', ')}${more}`;
}
