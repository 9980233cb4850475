import { abortReason } from './abort-reason.ts';
import { baseUrl } from './base-url.ts';
import { bearerTokens, type TokenFunction } from './bearer-tokens.ts';
import type { Contract, ErrorCode } from './contract.ts';
import { StagepassError } from './error.ts';

interface CommonOptions {
  /** The distribution's URL, or that of `npm start`: without credentials, query, or the path of a route. */
  readonly url: string | URL;
  /** Used instead of the global one. */
  readonly fetch?: typeof fetch;
  /** The time a call has in all, retries included, in ms and above 0; 15,000 by default, Infinity for no limit. */
  readonly timeoutMs?: number;
}

interface PasswordOptions {
  /**
   * A caller's name and password. Without them and without `token`, a browser sends those that its user has entered for that
   * URL.
   */
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly token?: never;
}

interface TokenOptions {
  /** For a caller of signed-in users. When a token is refused, the function is called once more, and the request sent again. */
  readonly token?: TokenFunction;
  readonly credentials?: never;
}

export type ClientOptions = CommonOptions & (PasswordOptions | TokenOptions);

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Used instead of the client's. */
  readonly timeoutMs?: number;
}

/** What the client adds to a token's answer. */
export interface Vended {
  /**
   * How long the token lives, in ms from the time of the request. It is calculated from the server's clock alone, so it
   * is right on a machine whose own clock is wrong.
   */
  readonly lifetimeMs: number;
}

/** For a route of a provider. */
export interface ProjectOptions {
  /** The provider's project, where the stage has several and the caller may choose. */
  readonly project?: string;
}

type Output<T> = T extends { readonly expiresAt: string } ? T & Vended : T;
type Method<I, O, P> =
  Record<never, never> extends I
    ? (input?: I, options?: CallOptions & P) => Promise<Output<O>>
    : (input: I, options?: CallOptions & P) => Promise<Output<O>>;

/** A method for each route; each rejects with a StagepassError. */
export type Client = {
  readonly [Name in keyof Contract]: Method<
    Contract[Name]['input'],
    Contract[Name]['output'],
    Contract[Name]['options']
  >;
};

const ATTEMPTS = 3;
/** A timer with a longer time fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A client with a method for each of these routes.
 *
 * @param routes in the form of routeTable.
 * @throws TypeError, RangeError for wrong options, or if there is no fetch.
 */
export function clientOf(
  routes: Readonly<Record<string, string>>,
  { url, credentials, token, fetch = globalThis.fetch, timeoutMs: usualTimeoutMs = 15_000 }: ClientOptions,
): Client {
  const base = baseUrl(url, Object.values(routes));
  if (credentials && token) throw new TypeError('give credentials or token, not both');
  const tokensOfCall = token && bearerTokens(token);
  const password = credentials && basic(credentials.username, credentials.password);
  checkTimeout(usualTimeoutMs);
  if (typeof fetch !== 'function') throw new TypeError('there is no fetch here: give one as fetch');
  // No `cache`: every answer says no-store already, and React Native would put a parameter `_` into the URL.
  const common: RequestInit = {
    // The password must not be sent to another URL. `error` would do, but Cloudflare's Workers don't support it.
    redirect: 'manual',
    // With given credentials, a browser must neither send others nor ask its user for them. Workers don't have this field
    // and refuse it.
    ...('credentials' in (globalThis.Request?.prototype ?? {}) && {
      credentials: credentials || token ? 'omit' : 'include',
    }),
  };

  async function call(
    route: string,
    input: Readonly<Record<string, unknown>>,
    { signal, timeoutMs = usualTimeoutMs, project }: CallOptions & ProjectOptions,
  ): Promise<unknown> {
    checkTimeout(timeoutMs);
    const [method = '', template = '', body] = route.split(' ');
    const rest = Object.entries(input).filter(
      ([name, value]) => value !== undefined && !template.includes(`{${name}}`),
    );
    const place = base + template;
    const inQuery = body === undefined;
    const asked = [...(inQuery ? rest : []), ...(project === undefined ? [] : [['project', project] as const])];
    const query = asked.length > 0 ? `?${queryOf(asked)}` : '';
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => inPath(name, input[name]));
    const request: RequestInit = {
      ...common,
      method,
      headers: inQuery ? {} : { 'Content-Type': 'application/json' },
      ...(!inQuery && { body: JSON.stringify(Object.fromEntries(rest)) }),
    };

    const limit = timeLimit(timeoutMs, signal);
    const tokens = tokensOfCall?.();
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const authorization = tokens ? await limit.within(tokens.header()) : password;
          const headers = { ...request.headers, ...(authorization && { Authorization: authorization }) };
          return await once(place, base + path + query, { ...request, headers, signal: limit.signal });
        } catch (error) {
          if (tokens?.renews(error)) continue;
          const pauseMs = retryPause(error);
          if (pauseMs === undefined || attempt >= ATTEMPTS || pauseMs >= limit.leftMs()) throw error;
          await limit.pause(pauseMs);
        }
      }
    } catch (error) {
      if (signal?.aborted) throw abortReason(signal);
      if (error instanceof StagepassError) throw error;
      if (limit.signal.aborted)
        throw new StagepassError('timed_out', `${place} took longer than ${timeoutMs} ms`, { cause: error });
      throw new StagepassError('unreachable', `no answer from ${place}${keptByTheBrowser(base)}`, { cause: error });
    } finally {
      limit.end();
    }
  }

  /** @param place what messages show of the URL: not its parameters, since they say whom a token is for. */
  async function once(place: string, to: string, request: RequestInit): Promise<unknown> {
    const response = await fetch(to, request);
    const text = await textOf(response, place, request);
    const body = parsed(text);
    if (!response.ok) throw refusal(response, body, place);
    if (body === undefined) throw unexpected(response, `${place} answered something other than JSON`);
    return typeof body.expiresAt === 'string' ? { ...body, lifetimeMs: lifetimeMs(body.expiresAt, response) } : body;
  }

  const methods = Object.entries(routes).map(([name, route]) => [
    name,
    (input = {}, options = {}) => call(route, input, options),
  ]);
  return Object.fromEntries(methods);
}

/** Without this text, or with dots alone, the URL would be another route's. */
function inPath(name: string, value: unknown): string {
  const text = String(value ?? '');
  if (/^\.{0,2}$/.test(text)) throw new StagepassError('invalid_request', `${name} must be given, and be no dots`);
  return encodeURIComponent(text);
}

function queryOf(pairs: readonly (readonly [name: string, value: unknown])[]): string {
  // One by one, since React Native's URLSearchParams takes no list of pairs.
  const query = new URLSearchParams();
  for (const [name, value] of pairs) query.append(name, String(value));
  return query.toString();
}

/** Only a 429 or 503 with a Retry-After is tried again. With such an answer, the service has done nothing yet. */
function retryPause(error: unknown): number | undefined {
  if (!(error instanceof StagepassError) || (error.status !== 429 && error.status !== 503)) return undefined;
  // A random bit longer than the answer says, so that clients that were refused together don't come back together.
  return error.retryAfter === undefined ? undefined : error.retryAfter * 1000 * (1 + Math.random() / 4);
}

async function textOf(response: Response, place: string, { signal }: RequestInit): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unexpected(response, `the answer of ${place} broke off`, cause);
  }
}

function refusal(
  response: Response,
  body: Readonly<Record<string, unknown>> | undefined,
  place: string,
): StagepassError {
  // A browser shows only that there was a redirect, without its status and target.
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
    return unexpected(response, `${place} redirects to another URL: give the one that answers itself`);
  if (typeof body?.error !== 'string' || typeof body.code !== 'string')
    return unexpected(response, `${place} did not answer as Stagepass does`);
  const retryAfter = response.headers.get('Retry-After');
  return new StagepassError(body.code as ErrorCode, body.error, {
    status: response.status,
    requestId: typeof body.requestId === 'string' ? body.requestId : undefined,
    retryAfter: retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined,
  });
}

function unexpected({ status }: Response, message: string, cause?: unknown): StagepassError {
  return new StagepassError('unexpected_answer', `${message} (status ${status})`, { status, cause });
}

/** On a page of another origin, it can't be seen whether there was no answer, or one that the browser withholds. */
function keptByTheBrowser(base: string): string {
  const { location } = globalThis as { readonly location?: { readonly origin?: string } };
  return location?.origin === undefined || `${base}/`.startsWith(`${location.origin}/`)
    ? ''
    : `, or none that the browser lets this page read: is ${location.origin} among the stage's allowedOrigins?`;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `Date` has whole seconds. The missing part is counted as one second, so that the lifetime is never too long. */
function lifetimeMs(expiresAt: string, { headers }: Response): number {
  const date = Date.parse(headers.get('Date') ?? '');
  return Math.max(0, Date.parse(expiresAt) - (Number.isNaN(date) ? Date.now() : date + 1000));
}

/** In UTF-8, as the challenge says. */
function basic(username: string, password: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`;
}

/** 0 is refused: a reader could take it for no time or for no limit. */
function checkTimeout(ms: number): void {
  if (!(ms > 0)) throw new RangeError('timeoutMs must be above 0; Infinity is no limit');
}

/** One signal for both the time limit and the caller's own signal. */
function timeLimit(ms: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort(outer?.reason);
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);
  const endsAt = performance.now() + ms;
  // A longer time than a timer can have is over 24 days. No timer is set then.
  const timer = ms <= LONGEST_TIMER_MS ? setTimeout(() => controller.abort(), ms) : undefined;
  const { signal } = controller;

  /** The work's result, unless the time is over or the call is called off before. */
  function within<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason);
      if (signal.aborted) leave();
      signal.addEventListener('abort', leave);
      work.then(resolve, reject);
    });
  }

  return {
    signal,
    within,
    /** The time left, in ms. It is used for timers too, so it is no longer than one can be. */
    leftMs: () => Math.min(LONGEST_TIMER_MS, endsAt - performance.now()),
    pause(pauseMs: number): Promise<void> {
      let waiting: ReturnType<typeof setTimeout>;
      const passed = new Promise<void>((resolve) => {
        waiting = setTimeout(resolve, pauseMs);
      });
      return within(passed).finally(() => clearTimeout(waiting));
    },
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}
