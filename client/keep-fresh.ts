import { StagepassError } from './error.ts';
import { type Clocks, machineClocks, steadyClock } from './steady-clock.ts';

/** What can be kept fresh: any answer with a token. */
export interface Expiring {
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  /** From when it was asked for; without it, the machine's own clock has to be right. */
  readonly lifetimeMs?: number;
}

export interface KeepFreshOptions {
  /** Told of every attempt that failed. Renewal goes on all the same, until `stop`. */
  readonly onError?: (error: unknown) => void;
  /** The share of a token's lifetime after which the next one is asked for; 0.75 by default. */
  readonly renewAt?: number;
  readonly clocks?: Clocks;
  /** As Math.random: from 0 to below 1. */
  readonly random?: () => number;
}

export interface Fresh<T> {
  /** The token in hand; undefined before the first, and when it has ended before another one came. */
  readonly current: T | undefined;
  /** The token in hand, or else the next one; rejects when asking for it fails. */
  get(): Promise<T>;
  /** Asks for another token now. For an SDK that wants one: it may know what we don't. */
  renew(): Promise<T>;
  /** No more renewals; what is on its way is called off. */
  stop(): void;
}

/** Time is looked at this often: a machine that wakes up finds out by then, and SteadyClock stays right. */
const LOOK_MS = 10_000;
/** Two questions are never closer than this. */
const LEAST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 30_000;
/** Whatever an answer says, one try in this time. */
const MOST_RETRY_AFTER_MS = 300_000;

/**
 * Keeps a token in hand: asks for one now, and for the next at a share of its lifetime. After a failure it asks again,
 * with pauses that grow, for as long as it takes.
 *
 * @param vend asks for a token; the signal is for `stop`.
 * @param onToken told every token, the first one too.
 */
export function keepFresh<T extends Expiring>(
  vend: (options: { readonly signal: AbortSignal }) => Promise<T>,
  onToken: (token: T) => void,
  { onError = () => {}, renewAt = 0.75, clocks = machineClocks, random = Math.random }: KeepFreshOptions = {},
): Fresh<T> {
  const now = steadyClock(clocks);
  const stopping = new AbortController();
  const { signal } = stopping;
  let held: { readonly token: T; readonly endsAt: number } | undefined;
  let underway: Promise<T> | undefined;
  let dueAt = 0;
  let failures = 0;
  let cancelLook = () => {};

  function current(): T | undefined {
    return held !== undefined && now() < held.endsAt ? held.token : undefined;
  }

  function renew(): Promise<T> {
    underway ??= ask().finally(() => {
      underway = undefined;
      look();
    });
    return underway;
  }

  async function ask(): Promise<T> {
    const askedAt = now();
    try {
      signal.throwIfAborted();
      const token = await vend({ signal });
      signal.throwIfAborted();
      const lifetimeMs = token.lifetimeMs ?? Date.parse(token.expiresAt) - clocks.wall();
      if (!(now() < askedAt + lifetimeMs)) throw new Error('the token had ended when it came');
      held = { token, endsAt: askedAt + lifetimeMs };
      failures = 0;
      // Spread a little, so that those who started together don't ask together for ever.
      dueAt = Math.max(now() + LEAST_PAUSE_MS, askedAt + lifetimeMs * renewAt * (1 - random() / 10));
      tell(onToken, token);
      return token;
    } catch (error) {
      failures += 1;
      dueAt = now() + pauseAfter(error);
      if (!signal.aborted) tell(onError, error);
      throw error;
    }
  }

  /** A listener that throws must not be taken for a token that didn't come. */
  function tell<V>(listener: (value: V) => void, value: V): void {
    try {
      listener(value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  function pauseAfter(error: unknown): number {
    const told = error instanceof StagepassError ? (error.retryAfter ?? 0) * 1000 : 0;
    const grown = Math.min(MOST_PAUSE_MS, LEAST_PAUSE_MS * 2 ** (failures - 1)) * (1 - random() / 2);
    // While there is still a token, several tries shall fit into what it has left.
    const left = held === undefined ? 0 : held.endsAt - now();
    const own = left > 0 ? Math.min(grown, left / 4) : grown;
    return Math.max(LEAST_PAUSE_MS, own, Math.min(told, MOST_RETRY_AFTER_MS));
  }

  function look(): void {
    cancelLook();
    if (signal.aborted) return;
    const waitMs = dueAt - now();
    if (waitMs <= 0 && underway === undefined) renew().catch(() => {});
    cancelLook = clocks.after(waitMs > 0 ? Math.min(waitMs, LOOK_MS) : LOOK_MS, look);
  }

  /** The network is back: what failed for its lack needs no pause. */
  function reconnect(): void {
    if (failures > 0) dueAt = now();
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
    get: async () => current() ?? renew(),
    renew,
    stop() {
      stopping.abort();
      cancelLook();
    },
  };
}
