import { abortReason } from './abort-reason.ts';
import { StagepassError } from './error.ts';
import { type Clocks, machineClocks, steadyClock } from './steady-clock.ts';

/** What can be kept fresh: any answer with a token. */
export interface Expiring {
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  /** In ms, from the time of the request. Without it, the machine's own clock must be right. */
  readonly lifetimeMs?: number;
}

/** Options for the function that asks for a token. */
export interface VendOptions {
  /** Aborted by `stop`. */
  readonly signal: AbortSignal;
  /** `true` if the current token was refused, so the server must not reuse it. Never false, as in a query. */
  readonly renew: true | undefined;
}

export interface KeepFreshOptions {
  /**
   * Called with the error of every failed attempt, and with every error of `onToken`. Renewal goes on until `stop`.
   * Without `onError`, errors are written to the console. So are its own errors.
   */
  readonly onError?: (error: unknown) => unknown;
  /** The share of a token's lifetime after which the next one is asked for, from above 0 to 1; 0.75 by default. */
  readonly renewAt?: number;
  readonly clocks?: Clocks;
  /** As Math.random: from 0 to below 1. */
  readonly random?: () => number;
}

export interface Fresh<T> {
  /** The current token; undefined before the first one, and if it has expired before the next came. */
  readonly current: T | undefined;
  /**
   * The current token, or the next one if there is none. Rejects when asking fails, and with the same error until it is
   * time to ask again.
   */
  get(): Promise<T>;
  /** Asks for a new token now, since the current one was refused. Rejects as `get` does. */
  renew(): Promise<T>;
  /** Ends the renewals and the calls of `onToken` and `onError`. A request under way is aborted. */
  stop(): void;
}

/** How often the time is checked, so that a machine that wakes up notices it, and the steady clock stays right. */
const LOOK_MS = 10_000;
/** The shortest time between an answer and the next request, except for `renew` after a token. */
const LEAST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 30_000;
/** The longest wait, even if an answer's Retry-After is longer. */
const MOST_RETRY_AFTER_MS = 300_000;

/**
 * Keeps a valid token: asks for one now, and for the next after a share of its lifetime. After a failure it asks again,
 * with growing pauses, until it succeeds.
 *
 * @param vend asks for a token.
 * @param onToken called with every token, also the first.
 * @throws RangeError for a `renewAt` that isn't above 0 and at most 1.
 */
export function keepFresh<T extends Expiring>(
  vend: (options: VendOptions) => Promise<T>,
  onToken: (token: T) => unknown,
  { onError = writeDown, renewAt = 0.75, clocks = machineClocks, random = Math.random }: KeepFreshOptions = {},
): Fresh<T> {
  if (!(renewAt > 0 && renewAt <= 1)) throw new RangeError('renewAt must be above 0 and at most 1');
  const now = steadyClock(clocks);
  const stopping = new AbortController();
  const { signal } = stopping;
  let held: { readonly token: T; readonly endsAt: number } | undefined;
  /** Set when the current token was refused, until a token comes that was asked for with `renew`. */
  let refused: true | undefined;
  let underway: { readonly renew: true | undefined; readonly token: Promise<T> } | undefined;
  /** The error of the last attempt, if it failed; `inARow` counts the failures since the last token. */
  let failure: { readonly error: unknown; readonly inARow: number } | undefined;
  let dueAt = 0;
  let cancelLook = () => {};

  function current(): T | undefined {
    return held !== undefined && now() < held.endsAt ? held.token : undefined;
  }

  async function renew(): Promise<T> {
    if (held !== undefined) refused = true;
    // The request under way was sent before the refusal was known, so it may give the refused token again.
    if (refused && underway !== undefined && !underway.renew) await underway.token;
    return next();
  }

  /** The result of the request under way, or of a new one. Until it is time for a new one: the last failure. */
  function next(): Promise<T> {
    if (underway !== undefined) return underway.token;
    if (signal.aborted) return Promise.reject(abortReason(signal));
    if (failure !== undefined && now() < dueAt) return Promise.reject(failure.error);
    const token = ask(refused).finally(() => {
      underway = undefined;
      look();
    });
    underway = { renew: refused, token };
    return token;
  }

  async function ask(renew: true | undefined): Promise<T> {
    const askedAt = now();
    try {
      const token = await vend({ signal, renew });
      if (signal.aborted) throw abortReason(signal);
      const lifetimeMs = token.lifetimeMs ?? Date.parse(token.expiresAt) - clocks.wall();
      if (!(now() < askedAt + lifetimeMs)) throw new Error('the token had ended when it came');
      held = { token, endsAt: askedAt + lifetimeMs };
      if (renew) refused = undefined;
      failure = undefined;
      // A little at random, so that clients that started together don't always ask together.
      dueAt = Math.max(now() + LEAST_PAUSE_MS, askedAt + lifetimeMs * renewAt * (1 - random() / 10));
      void tell(onToken, token, (error) => tell(onError, error, writeDown));
      return token;
    } catch (error) {
      failure = { error, inARow: (failure?.inARow ?? 0) + 1 };
      dueAt = now() + pauseAfter(failure);
      void tell(onError, error, writeDown);
      throw error;
    }
  }

  /** Calls a listener. Its error must not be taken for a failed request. */
  async function tell<V>(
    listener: (value: V) => unknown,
    value: V,
    onFailure: (error: unknown) => unknown,
  ): Promise<void> {
    try {
      if (!signal.aborted) await listener(value);
    } catch (error) {
      onFailure(error);
    }
  }

  function pauseAfter({ error, inARow }: { readonly error: unknown; readonly inARow: number }): number {
    const told = error instanceof StagepassError ? (error.retryAfter ?? 0) * 1000 : 0;
    const grown = Math.min(MOST_PAUSE_MS, LEAST_PAUSE_MS * 2 ** (inARow - 1)) * (1 - random() / 2);
    // While the current token is valid, several attempts must fit into its remaining time.
    const left = held === undefined ? 0 : held.endsAt - now();
    const own = left > 0 ? Math.min(grown, left / 4) : grown;
    return Math.max(LEAST_PAUSE_MS, own, Math.min(told, MOST_RETRY_AFTER_MS));
  }

  function look(): void {
    cancelLook();
    if (signal.aborted) return;
    const waitMs = dueAt - now();
    if (waitMs <= 0) next().catch(() => {});
    cancelLook = clocks.after(waitMs > 0 ? Math.min(waitMs, LOOK_MS) : LOOK_MS, look);
  }

  /** When the network is back, attempts that failed without it are repeated at once. Refused ones keep their pause. */
  function reconnect(): void {
    if (failure !== undefined && !(failure.error instanceof StagepassError && failure.error.status)) dueAt = now();
    look();
  }

  const page = globalThis as Partial<Pick<EventTarget, 'addEventListener'>>;
  page.addEventListener?.('visibilitychange', look, { signal });
  page.addEventListener?.('pageshow', look, { signal });
  page.addEventListener?.('online', reconnect, { signal });
  look();

  return {
    get current() {
      return current();
    },
    get: async () => current() ?? next(),
    renew,
    stop() {
      stopping.abort();
      cancelLook();
    },
  };
}

/** For errors without a handler: unhandled, they would end a Node process. */
function writeDown(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: the app's own console, and the app gave no other place
  console.error(error);
}
