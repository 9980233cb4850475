import * as v from 'valibot';
import { ApiError } from '../../../api/errors.ts';
import { quoted } from '../../../api/query.ts';
import type { Route } from '../../../api/route.ts';
import type { AskedIn, AskedName, Term, TermLimit, Terms } from '../../../api/terms.ts';
import { matchesPattern } from './name-pattern.ts';

/** A file beside the function's bundle: all environment variables together have 4 KB, too few for many callers. */
export const RIGHTS_FILE = 'rights.json';

/** The limits of a caller in a provider's terms. A term that is left out isn't limited. */
export type Only<T extends Terms = Terms> = { readonly [name in keyof T]?: TermLimit<T[name]> | undefined };

export interface CallerRights<T extends Terms = Terms> {
  /** `METHOD /path` of every route that the caller may use. */
  readonly routes: readonly string[];
  readonly only: Only<T>;
  readonly maximumLifetimeSeconds?: number | undefined;
  /** The provider's projects that the caller may choose; undefined: all that the stage has. */
  readonly projects?: readonly string[] | undefined;
  /** For a caller with signed-in users: the claims that `{…}` in its limits stand for, by the names there. */
  readonly claims?: Readonly<Record<string, string>> | undefined;
  /** The limits as the configuration has them, for messages: nothing of a user's token is repeated. */
  readonly asWritten?: Only<T> | undefined;
}

/** The rights of each caller, by its name. A caller that isn't in it has none. */
export type Rights<T extends Terms = Terms> = Readonly<Record<string, CallerRights<T>>>;

const limits = {
  names: v.array(v.string()),
  choices: v.array(v.string()),
  flag: v.boolean(),
  count: v.number(),
} as const satisfies Record<Term['kind'], v.GenericSchema>;

/** The schema of the limits in these terms. Terms of another provider are refused. */
export function onlyIn(terms: Terms) {
  return v.strictObject(
    Object.fromEntries(Object.entries(terms).map(([name, { kind }]) => [name, v.optional(limits[kind])])),
  );
}

/** @param only the schema of the limits. */
export function rightsSchema<O extends v.GenericSchema>(only: O) {
  const CallerRights = v.strictObject({
    routes: v.array(v.string()),
    only,
    maximumLifetimeSeconds: v.optional(v.number()),
    projects: v.optional(v.array(v.string())),
    claims: v.optional(v.record(v.string(), v.string())),
  });
  return v.record(v.string(), CallerRights);
}

/** What a request asks for, in the terms of rights. If a value is a list, rights must allow each of its entries. */
export type Asked<T extends Terms> = AskedIn<T> & AskedOfAny;

/** What can be asked for from every provider. */
export interface AskedOfAny {
  /** Undefined where the request leaves the lifetime to the stage. */
  readonly lifetimeSeconds: number | undefined;
  /** Other routes that would give the same access: the caller must have a right to these too. */
  readonly routes?: readonly Route[];
}

/** A route's name in rights, logs and errors. */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** The caller's rights. @throws ApiError `not_allowed` when it has no right to the route. */
export function rightsTo<T extends Terms>(route: Route, rights: Rights<T>, caller: string): CallerRights<T> {
  const own = Object.hasOwn(rights, caller) ? rights[caller] : undefined;
  if (own?.routes.includes(routeName(route))) return own;
  throw routeRefused(routeName(route), own?.routes ?? []);
}

function routeRefused(name: string, allowed: readonly string[]): ApiError {
  return notAllowed(`the route ${name}`, allowed);
}

/** Refuses a request for more than the caller may have: it isn't reduced silently. @throws ApiError `not_allowed`. */
export function checkAsked<T extends Terms>(terms: T, rights: CallerRights<T>, asked: Asked<T>): void {
  const refusal = refusalOf(terms, rights, asked);
  if (refusal !== undefined) throw refusal;
}

/** Whether the caller would be allowed to ask for something that exists already, such as a token. */
export function mayHave<T extends Terms>(terms: T, rights: CallerRights<T>, asked: Asked<T>): boolean {
  return refusalOf(terms, rights, asked) === undefined;
}

function refusalOf<T extends Terms>(
  terms: T,
  { routes, only, asWritten = only, maximumLifetimeSeconds }: CallerRights<T>,
  asked: Asked<T>,
): ApiError | undefined {
  const route = asked.routes?.map(routeName).find((name) => !routes.includes(name));
  if (route !== undefined) return routeRefused(route, routes);
  for (const [name, term] of Object.entries(terms)) {
    const limit = only[name];
    const refusal = limit === undefined ? undefined : termRefused(term, limit, asked[name], asWritten[name] ?? limit);
    if (refusal !== undefined) return refusal;
  }
  return lifetimeRefused(maximumLifetimeSeconds, asked.lifetimeSeconds);
}

/**
 * @param asked has the type that belongs to the term's kind.
 * @param written the limit as the message may say it.
 */
function termRefused(term: Term, limit: TermLimit, asked: unknown, written: TermLimit): ApiError | undefined {
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
  return notAllowed(`the ${term.called} ${quoted(name)}`, (written as readonly string[]).map(quoted));
}

/** The caller's patterns of a term as a message may list them: those of the configuration. */
export function patternsAsWritten<T extends Terms>(
  { only, asWritten = only }: Pick<CallerRights<T>, 'only' | 'asWritten'>,
  term: keyof T,
): string[] {
  return ((asWritten[term] ?? []) as readonly string[]).map(quoted);
}

/**
 * Refuses what names nobody or nothing, and so is good for any name: only a pattern of asterisks alone allows that.
 *
 * @param asked says what it is: `a token for any user`.
 * @throws ApiError `not_allowed`.
 */
export function checkForAny<T extends Terms>(
  rights: Pick<CallerRights<T>, 'only' | 'asWritten'>,
  term: keyof T,
  asked: string,
): void {
  const patterns = rights.only[term] as readonly string[] | undefined;
  if (patterns === undefined || patterns.some((pattern) => /^\*+$/.test(pattern))) return;
  throw notAllowed(asked, patternsAsWritten(rights, term));
}

function lifetimeRefused(maximum: number | undefined, seconds = 0): ApiError | undefined {
  if (maximum === undefined || seconds <= maximum) return undefined;
  return notAllowed(lifetimeOf(seconds), [`${maximum} seconds at most`]);
}

function lifetimeOf(seconds: number): string {
  if (seconds === Infinity) return 'a token without an end';
  return Number.isNaN(seconds) ? 'an end that can’t be read' : `a lifetime of ${Math.ceil(seconds)} seconds`;
}

function takesAsked(pattern: string, name: AskedName): boolean {
  return typeof name === 'string' ? matchesPattern(pattern, name) : pattern === '*';
}

/** How far a provider's clock may be ahead of ours: by this much its tokens seem to live longer. */
export const CLOCK_ALLOWANCE_SECONDS = 5;

/**
 * How long a token still lives, reduced by the clock allowance.
 *
 * @param expiresAt ISO 8601; null: it never ends.
 * @param now in ms since 1970.
 * @returns seconds; NaN for an end that can't be read, which exceeds every limit.
 */
export function secondsLeft(expiresAt: unknown, now: number): number {
  if (expiresAt === null) return Infinity;
  return (Date.parse(String(expiresAt)) - now) / 1000 - CLOCK_ALLOWANCE_SECONDS;
}

/**
 * The last check before an answer is sent: no token in it, at any depth, may live longer than the caller's maximum. It
 * reads the `expiresAt` of each.
 *
 * @param now in ms since 1970.
 * @throws ApiError `not_allowed`.
 */
export function checkAnswer(rights: CallerRights, answer: unknown, now: number): void {
  if (rights.maximumLifetimeSeconds === undefined || typeof answer !== 'object' || answer === null) return;
  for (const [name, value] of Object.entries(answer)) {
    // An OpenAPI document has a field of this name too, but there its value is an object: the schema.
    const isEnd = name === 'expiresAt' && (typeof value !== 'object' || value === null);
    const refusal = isEnd ? lifetimeRefused(rights.maximumLifetimeSeconds, secondsLeft(value, now)) : undefined;
    if (refusal !== undefined) throw refusal;
    checkAnswer(rights, value, now);
  }
}

/** How many names an error lists, so that it stays short. */
const MAX_LISTED = 8;

/** @param allowed what the caller may ask for; the message lists the first of them. */
export function notAllowed(asked: string, allowed: readonly string[]): ApiError {
  const told = allowed.length === 0 ? 'nothing here' : inShort(allowed);
  return new ApiError('not_allowed', `this caller may not ask for ${asked}; allowed: ${told}`);
}

export function inShort(names: readonly string[]): string {
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : '';
  return `${names.slice(0, MAX_LISTED).join(', ')}${more}`;
}
