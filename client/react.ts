'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type Expiring, type Fresh, type KeepFreshOptions, keepFresh, type VendOptions } from './stagepass.ts';

type KeyPart = string | number | boolean | null | undefined;

export interface UseTokenOptions<T extends Expiring> extends Pick<KeepFreshOptions, 'renewAt'> {
  /**
   * What the token is for: everything that the question takes from the component, such as the channel and the user. It is
   * compared by value. Another key asks anew, and the token of the one before is gone from that render on.
   */
  readonly key: KeyPart | readonly KeyPart[];
  /** Called with every token, also the first, for an SDK that takes renewed ones. */
  readonly onToken?: (token: T) => unknown;
  /** Called with the error of every failed attempt, and with every error of `onToken`. Nothing is written to the console. */
  readonly onError?: (error: unknown) => unknown;
}

export interface TokenState<T extends Expiring> {
  /** The current token. It becomes undefined at most 10 s after it has ended, if there is no next one by then. */
  readonly token: T | undefined;
  /** The last error since the last token came. A token that is still valid stays beside it. */
  readonly error: unknown;
  /** Whether there is neither a token nor an error yet, as on a server. */
  readonly isLoading: boolean;
  /**
   * Asks for another token now, since the current one was refused. Rejects as `renew` of `keepFresh` does; the error is in
   * the state, too, so nobody has to handle the rejection.
   */
  readonly refresh: () => Promise<T>;
}

interface Known<T> {
  /** Whose token it is. */
  readonly key?: string;
  readonly token?: T | undefined;
  readonly error?: unknown;
}

const NOTHING: Known<never> = {};
const LOOK_MS = 10_000;

/**
 * Keeps a valid token while the component is mounted: see `keepFresh`. Renewed tokens come from the functions of the latest
 * render, so these need no `useCallback`.
 *
 * @param ask asks for a token. Pass `signal` on, so that a request that nobody waits for any more is cancelled.
 */
export function useToken<T extends Expiring>(
  ask: (options: VendOptions) => Promise<T>,
  options: UseTokenOptions<T>,
): TokenState<T> {
  const { renewAt } = options;
  const key = JSON.stringify(options.key, distinct);
  const [known, setKnown] = useState<Known<T>>(NOTHING);
  const latest = useRef({ ask, options });
  const running = useRef<Fresh<T>>(undefined);

  useEffect(() => {
    latest.current = { ask, options };
  });

  useEffect(() => {
    const fresh = keepFresh<T>(
      async (request) => {
        // StrictMode takes the first effect back at once. Its question isn't sent, since each one counts for the limits.
        await undefined;
        if (request.signal.aborted) throw request.signal.reason;
        return latest.current.ask(request);
      },
      (token) => {
        setKnown({ key, token });
        return latest.current.options.onToken?.(token);
      },
      {
        ...(renewAt !== undefined && { renewAt }),
        onError(error) {
          setKnown({ key, token: fresh.current, error });
          return latest.current.options.onError?.(error);
        },
      },
    );
    running.current = fresh;
    const looking = setInterval(() => {
      if (fresh.current === undefined)
        setKnown((was) => (was.token === undefined ? was : { ...was, token: undefined }));
    }, LOOK_MS);
    return () => {
      fresh.stop();
      clearInterval(looking);
      // A component that is hidden and shown again (Activity) must not begin with a token that has ended.
      setKnown(NOTHING);
    };
  }, [key, renewAt]);

  const refresh = useCallback(() => {
    const renewed = running.current?.renew() ?? Promise.reject(new Error('the component is not mounted'));
    renewed.catch(() => {});
    return renewed;
  }, []);

  const { token, error } = known.key === key ? known : NOTHING;
  return { token, error, isLoading: token === undefined && error === undefined, refresh };
}

/** JSON has no undefined, and one null for all numbers that are none. */
function distinct(_: string, part: unknown): unknown {
  return typeof part === 'object' || typeof part === 'string' ? part : { part: `${part}` };
}
