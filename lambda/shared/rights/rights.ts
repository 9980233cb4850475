import * as v from 'valibot';
import { StagepassError } from '../../../api/errors.ts';
import { quoted } from '../../../api/query.ts';
import type { Route } from '../../../api/route.ts';
import { takesName } from './name-pattern.ts';

/** Stands beside a function's bundle: environment variables have 4 KB together, and a stage may have many callers. */
export const RIGHTS_FILE = 'rights.json';

const Patterns = v.optional(v.array(v.string()));

/** What a caller may ask for, in a provider's own terms: patterns that names must fit. What isn't there isn't limited. */
const Only = v.strictObject({ channels: Patterns, roles: Patterns, versions: Patterns, streams: Patterns });

/** What a refusal calls one of them. */
const called: Record<keyof v.InferOutput<typeof Only>, string> = {
  channels: 'channel',
  roles: 'role',
  versions: 'version',
  streams: 'stream',
};

const CallerRights = v.strictObject({
  /** `METHOD /path` of every route of the stage that is the caller's. */
  routes: v.array(v.string()),
  only: v.optional(Only, {}),
  maximumLifetimeSeconds: v.optional(v.number()),
});
export type CallerRights = v.InferOutput<typeof CallerRights>;

/** What each caller may ask a function for. Who isn't in it may ask for nothing. */
export const Rights = v.record(v.string(), CallerRights);
export type Rights = Readonly<Record<string, CallerRights>>;

/** A name, or a regular expression for many: only who may have every name may have that. */
export type AskedName = string | { readonly regex: string };

/** What a request asks for, in the terms of rights: for a list, each of its names must be the caller's. */
export type Asked = { readonly [name in keyof typeof called]?: AskedName | readonly AskedName[] } & {
  /** Undefined where the request leaves it to the stage. */
  readonly lifetimeSeconds?: number | undefined;
  /** Other routes whose tokens the one that is asked for would be, too. */
  readonly routes?: readonly Route[];
};

/** A route's name in rights, logs and refusals. */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** @throws StagepassError `not_allowed` when the caller has no right to the route. */
export function rightsTo(route: Route, rights: Rights, caller: string): CallerRights {
  const own = Object.hasOwn(rights, caller) ? rights[caller] : undefined;
  if (own?.routes.includes(routeName(route))) return own;
  throw routeRefused(routeName(route), own?.routes ?? []);
}

function routeRefused(name: string, allowed: readonly string[]): StagepassError {
  return notAllowed(`the route ${name}`, allowed);
}

/** Refuses rather than narrows: who asks for more than it may have learns so. @throws StagepassError `not_allowed`. */
export function checkAsked(rights: CallerRights, asked: Asked): void {
  const refusal = refusalOf(rights, asked);
  if (refusal !== undefined) throw refusal;
}

/** Whether something that is there already, such as a token, would be the caller's to ask for. */
export function mayHave(rights: CallerRights, asked: Asked): boolean {
  return refusalOf(rights, asked) === undefined;
}

function refusalOf({ routes, only, maximumLifetimeSeconds }: CallerRights, asked: Asked): StagepassError | undefined {
  const route = asked.routes?.map(routeName).find((name) => !routes.includes(name));
  if (route !== undefined) return routeRefused(route, routes);
  for (const [kind, patterns] of Object.entries(only) as [keyof typeof called, readonly string[] | undefined][]) {
    const names = [asked[kind] ?? []].flat();
    const refused = names.find((name) => patterns !== undefined && !patterns.some((each) => takes(each, name)));
    if (refused === undefined) continue;
    const name = typeof refused === 'string' ? refused : refused.regex;
    return notAllowed(`the ${called[kind]} ${quoted(name)}`, patterns?.map(quoted) ?? []);
  }
  const { lifetimeSeconds = 0 } = asked;
  if (maximumLifetimeSeconds === undefined || lifetimeSeconds <= maximumLifetimeSeconds) return undefined;
  return notAllowed(lifetimeOf(lifetimeSeconds), [`${maximumLifetimeSeconds} seconds at most`]);
}

function lifetimeOf(seconds: number): string {
  if (seconds === Infinity) return 'a life without an end';
  return Number.isNaN(seconds) ? 'an end that can’t be read' : `a lifetime of ${Math.ceil(seconds)} seconds`;
}

function takes(pattern: string, name: AskedName): boolean {
  return typeof name === 'string' ? takesName(pattern, name) : pattern === '*';
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
 * @throws StagepassError `not_allowed`.
 */
export function checkAnswer(rights: CallerRights, answer: unknown, now: number): void {
  if (rights.maximumLifetimeSeconds === undefined || typeof answer !== 'object' || answer === null) return;
  for (const [name, value] of Object.entries(answer)) {
    // A contract has the field's name, too, before what describes it.
    const isEnd = name === 'expiresAt' && (typeof value !== 'object' || value === null);
    if (isEnd) checkAsked(rights, { lifetimeSeconds: secondsLeft(value, now) });
    checkAnswer(rights, value, now);
  }
}

/** Whether some of the tokens that a provider keeps are not the caller's: each must be looked at, then. */
export function limitsTokens({ only, maximumLifetimeSeconds }: CallerRights): boolean {
  return maximumLifetimeSeconds !== undefined || !(only.streams?.includes('*') ?? true);
}

/** Of a token that isn't the caller's and of one that isn't there: who may not have it doesn't learn which it is. */
export function notOwnToken({ only: { streams }, maximumLifetimeSeconds }: CallerRights, tokenId: number) {
  const opening = streams === undefined ? '' : ` that open ${inShort(streams.map(quoted))} and nothing else`;
  const ending = maximumLifetimeSeconds === undefined ? '' : ` that end within ${maximumLifetimeSeconds} seconds`;
  return notAllowed(`the token ${tokenId}`, [`tokens${[opening, ending].filter(Boolean).join(' and')}`]);
}

/** As many as a person reads; the error must stay short. */
const TOLD = 8;

function notAllowed(asked: string, allowed: readonly string[]): StagepassError {
  const told = allowed.length === 0 ? 'nothing here' : inShort(allowed);
  return new StagepassError('not_allowed', `${asked} is not this caller’s to ask for; allowed: ${told}`);
}

function inShort(names: readonly string[]): string {
  const more = names.length > TOLD ? ` and ${names.length - TOLD} more` : '';
  return `${names.slice(0, TOLD).join(', ')}${more}`;
}
