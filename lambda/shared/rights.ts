import * as v from 'valibot';
import { StagepassError } from '../../api/errors.ts';
import { quoted } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
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
};

/** A route's name in rights, logs and refusals. */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** @throws StagepassError `not_allowed` when the caller has no right to the route. */
export function rightsTo(route: Route, rights: Rights, caller: string): CallerRights {
  const own = Object.hasOwn(rights, caller) ? rights[caller] : undefined;
  if (own?.routes.includes(routeName(route))) return own;
  throw notAllowed(`the route ${routeName(route)}`, own?.routes ?? []);
}

/** Refuses rather than narrows: who asks for more than it may have learns so. @throws StagepassError `not_allowed`. */
export function checkAsked({ only, maximumLifetimeSeconds }: CallerRights, asked: Asked): void {
  for (const [kind, patterns] of Object.entries(only) as [keyof typeof called, readonly string[] | undefined][]) {
    const names = [asked[kind] ?? []].flat();
    const refused = names.find((name) => patterns !== undefined && !patterns.some((each) => takes(each, name)));
    if (refused === undefined) continue;
    const name = typeof refused === 'string' ? refused : refused.regex;
    throw notAllowed(`the ${called[kind]} ${quoted(name)}`, patterns?.map(quoted) ?? []);
  }
  checkLifetime(asked.lifetimeSeconds ?? 0, maximumLifetimeSeconds);
}

function takes(pattern: string, name: AskedName): boolean {
  return typeof name === 'string' ? takesName(pattern, name) : pattern === '*';
}

/**
 * Whatever made a token, none leaves that outlives what its caller may have: each says when it ends.
 *
 * @param now in ms since 1970.
 * @throws StagepassError `not_allowed`.
 */
export function checkAnswer({ maximumLifetimeSeconds }: CallerRights, answer: unknown, now: number): void {
  if (typeof answer !== 'object' || answer === null || !('expiresAt' in answer)) return;
  checkLifetime((Date.parse(String(answer.expiresAt)) - now) / 1000, maximumLifetimeSeconds);
}

function checkLifetime(seconds: number, maximum: number | undefined): void {
  if (maximum === undefined || seconds <= maximum) return;
  throw notAllowed(`a lifetime of ${seconds} seconds`, [`${maximum} seconds at most`]);
}

/** As many as a person reads; the error must stay short. */
const TOLD = 8;

function notAllowed(asked: string, allowed: readonly string[]): StagepassError {
  const more = allowed.length > TOLD ? ` and ${allowed.length - TOLD} more` : '';
  const told = allowed.length === 0 ? 'nothing here' : `${allowed.slice(0, TOLD).join(', ')}${more}`;
  return new StagepassError('not_allowed', `${asked} is not this caller’s to ask for; allowed: ${told}`);
}
