import type { Contract, ErrorCode } from './contract.ts';
import { StagepassError } from './error.ts';
import { routes } from './routes.ts';

export interface ClientOptions {
  /** Of the distribution, or of `npm start`. */
  readonly url: string | URL;
  /** A caller's name and password. Without them a browser sends those that its user gave it for that URL. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
  /** The time a call has in all, retries included, in ms; 15,000 by default. */
  readonly timeoutMs?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** In place of the client's. */
  readonly timeoutMs?: number;
}

/** What a token's answer has beside the contract's fields. */
export interface Vended {
  /**
   * How long the token lives, in ms from when it was asked for. It is reckoned by the server's clock alone, so it holds
   * on a machine whose own clock is wrong.
   */
  readonly lifetimeMs: number;
}

type Output<T> = T extends { readonly expiresAt: string } ? T & Vended : T;
type Method<I, O> =
  Record<never, never> extends I
    ? (input?: I, options?: CallOptions) => Promise<Output<O>>
    : (input: I, options?: CallOptions) => Promise<Output<O>>;

/** A method a route; each rejects with a StagepassError. */
export type Client = {
  readonly [Name in keyof Contract]: Method<Contract[Name]['input'], Contract[Name]['output']>;
};

const ATTEMPTS = 3;

export function createClient({
  url,
  credentials,
  fetch = globalThis.fetch,
  timeoutMs = 15_000,
}: ClientOptions): Client {
  const base = String(url).replace(/\/+$/, '');
  const common: RequestInit = {
    // With a name and password of our own, a browser shall neither send others nor ask its user for them.
    credentials: credentials ? 'omit' : 'include',
    cache: 'no-store',
    redirect: 'error',
  };
  const authorization = credentials && { Authorization: basic(credentials.username, credentials.password) };

  async function call(route: string, input: Readonly<Record<string, unknown>>, options: CallOptions): Promise<unknown> {
    const [method = '', template = '', body] = route.split(' ');
    const rest = Object.entries(input).filter(
      ([name, value]) => value !== undefined && !template.includes(`{${name}}`),
    );
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
    const inQuery = body === undefined;
    const query =
      inQuery && rest.length > 0
        ? `?${new URLSearchParams(rest.map(([name, value]): [string, string] => [name, String(value)]))}`
        : '';
    const request: RequestInit = {
      ...common,
      method,
      headers: { ...authorization, ...(!inQuery && { 'Content-Type': 'application/json' }) },
      ...(!inQuery && { body: JSON.stringify(Object.fromEntries(rest)) }),
    };

    const limit = timeLimit(options.timeoutMs ?? timeoutMs, options.signal);
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await once(base + path + query, { ...request, signal: limit.signal });
        } catch (error) {
          const pauseMs = retryPause(error);
          if (pauseMs === undefined || attempt === ATTEMPTS || pauseMs >= limit.leftMs()) throw error;
          await limit.pause(pauseMs);
        }
      }
    } catch (error) {
      if (error instanceof StagepassError || options.signal?.aborted) throw error;
      if (limit.signal.aborted)
        throw new StagepassError('timed_out', `no answer from ${base} in time`, { cause: error });
      throw new StagepassError('unreachable', `no answer from ${base}`, { cause: error });
    } finally {
      limit.end();
    }
  }

  async function once(address: string, request: RequestInit): Promise<unknown> {
    const response = await fetch(address, request);
    const text = await response.text();
    const body = parsed(text);
    if (!response.ok) throw refusal(response, body);
    if (body === undefined) throw unexpected(response);
    return typeof body.expiresAt === 'string' ? { ...body, lifetimeMs: lifetimeMs(body.expiresAt, response) } : body;
  }

  const methods = Object.entries(routes).map(([name, route]) => [
    name,
    (input = {}, options: CallOptions = {}) => call(route, input, options),
  ]);
  return Object.fromEntries(methods);
}

/** Only what the service itself says is worth trying again; by that answer it has done nothing yet. */
function retryPause(error: unknown): number | undefined {
  if (!(error instanceof StagepassError) || (error.status !== 429 && error.status !== 503)) return undefined;
  // A bit longer than told, each client by its own bit: those refused together must not come back together.
  return error.retryAfter === undefined ? undefined : error.retryAfter * 1000 * (1 + Math.random() / 4);
}

function refusal(response: Response, body: Readonly<Record<string, unknown>> | undefined): StagepassError {
  if (typeof body?.error !== 'string' || typeof body.code !== 'string') return unexpected(response);
  const retryAfter = response.headers.get('Retry-After');
  return new StagepassError(body.code as ErrorCode, body.error, {
    status: response.status,
    requestId: typeof body.requestId === 'string' ? body.requestId : undefined,
    retryAfter: retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined,
  });
}

function unexpected({ status, url }: Response): StagepassError {
  return new StagepassError('unexpected_answer', `${url} did not answer as Stagepass does (status ${status})`, {
    status,
  });
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `Date` leaves out the part of a second that had gone by: counted as a whole one, so the end is never put too late. */
function lifetimeMs(expiresAt: string, { headers }: Response): number {
  const date = Date.parse(headers.get('Date') ?? '');
  return Math.max(0, Date.parse(expiresAt) - (Number.isNaN(date) ? Date.now() : date + 1000));
}

/** UTF-8, as the challenge asks. */
function basic(username: string, password: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`;
}

/** One signal for the time a call has and for the caller's own. */
function timeLimit(ms: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort(outer?.reason);
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);
  const endsAt = performance.now() + ms;
  const timer = setTimeout(() => controller.abort(), ms);
  const { signal } = controller;
  return {
    signal,
    leftMs: () => endsAt - performance.now(),
    pause: (pauseMs: number) =>
      new Promise<void>((resolve, reject) => {
        const waiting = setTimeout(resolve, pauseMs);
        signal.addEventListener('abort', () => {
          clearTimeout(waiting);
          reject(signal.reason);
        });
      }),
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}
