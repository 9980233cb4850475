import { abortReason } from './abort-reason.ts';
import { StagepassError } from './error.ts';
import { type Clocks, machineClocks, steadyClock } from './steady-clock.ts';

/** What can be kept fresh: any answer with a token. */
export interface Expiring {
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  /** From when it was asked for; without it, the machine's own clock has to be right. */
  readonly lifetimeMs?: number;
}

/** What a token is asked for with. */
export interface VendOptions {
  /** Of `stop`. */
  readonly signal: AbortSignal;
  /** The token in hand was refused: one that the server keeps is of no use. It is there or not, as a query wants it. */
  readonly renew: true | undefined;
}

export interface KeepFreshOptions {
  /**
   * Told of every attempt that failed, and of what `onToken` throws or rejects with. Renewal goes on all the same, until
   * `stop`. Without it errors are written to the console, as are its own.
   */
  readonly onError?: (error: unknown) => unknown;
  /** The share of a token's lifetime after which the next one is asked for, from above 0 to 1; 0.75 by default. */
  readonly renewAt?: number;
  readonly clocks?: Clocks;
  /** As Math.random: from 0 to below 1. */
  readonly random?: () => number;
}

export interface Fresh<T> {
  /** The token in hand; undefined before the first, and when it has ended before another one came. */
  readonly current: T | undefined;
  /**
   * The token in hand, or else the next one. Rejects when asking for it fails, and with the same error until it is time to
   * ask again.
   */
  get(): Promise<T>;
  /** Asks for another token now, since the one in hand was refused. Rejects as `get` does. */
  renew(): Promise<T>;
  /** No more renewals, and nothing more is told; what is on its way is called off. */
  stop(): void;
}

/** Time is looked at this often: a machine that wakes up finds out by then, and SteadyClock stays right. */
const LOOK_MS = 10_000;
/** No question sooner after an answer, except for `renew` after a token. */
const LEAST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 30_000;
/** Whatever an answer says, one try in this time. */
const MOST_RETRY_AFTER_MS = 300_000;

/**
 * Keeps a token in hand: asks for one now, and for the next at a share of its lifetime. After a failure it asks again,
 * with pauses that grow, for as long as it takes.
 *
 * @param vend asks for a token.
 * @param onToken told every token, the first one too.
 * @throws RangeError for a `renewAt` that no token would live by.
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
  /** That the token in hand was refused, until one has come that was asked for knowing it. */
  let refused: true | undefined;
  let underway: { readonly renew: true | undefined; readonly token: Promise<T> } | undefined;
  /** Of the last attempt, if it failed; `inARow` counts those since the last token. */
  let failure: { readonly error: unknown; readonly inARow: number } | undefined;
  let dueAt = 0;
  let cancelLook = () => {};

  function current(): T | undefined {
    return held !== undefined && now() < held.endsAt ? held.token : undefined;
  }

  async function renew(): Promise<T> {
    if (held !== undefined) refused = true;
    // What is on its way was asked for before that was known, so it may be the refused one again.
    if (refused && underway !== undefined && !underway.renew) await underway.token;
    return next();
  }

  /** What is on its way, or the answer to a new question; until it is time for one, the last failure. */
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
      // Spread a little, so that those who started together don't ask together for ever.
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

  /** A listener that throws, or whose promise rejects, must not be taken for a token that didn't come. */
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
    // While there is still a token, several tries shall fit into what it has left.
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

  /** The network is back: what failed for its lack needs no pause. What was refused does. */
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

/** Where an error goes that nobody else takes: better seen there than unhandled, which ends a process of Node. */
function writeDown(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: the app's own console, and the app gave no other place
  console.error(error);
}
