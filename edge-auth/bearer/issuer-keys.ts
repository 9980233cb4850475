import type { KeySet, VerificationKey } from './verification-keys.ts';

/** For how long an issuer's keys are used before they are read again. A key that it withdrew counts for as long. */
export const KEYS_TTL_MS = 600_000;

/** For how much longer they may be used while the issuer can't be reached. */
export const KEYS_STALE_MS = 3_600_000;

/** An unknown `kid` has the keys read again, at most this often: anybody can write any `kid`. */
export const LOOK_AGAIN_MS = 30_000;

/** After how long a failed reading is tried again, where keys are held and where none are. */
export const RETRY_HELD_MS = 30_000;
export const RETRY_NONE_MS = 1_000;

export interface IssuerKeys {
  /**
   * The issuer's keys with this `kid`: at once where they are held. Rejects when that can't be said: no keys can be had, or they can't be read anew and
   * the ones that are held have none with it.
   */
  withId(kid: string): readonly VerificationKey[] | Promise<readonly VerificationKey[]>;
}

/** Keys that are given. Nothing is ever read. */
export function givenKeys(keys: KeySet): IssuerKeys {
  return { withId: (kid) => keys.get(kid) ?? [] };
}

/**
 * Keeps the keys that `read` gives. Concurrent requests share one reading. A reading replaces all keys, so a withdrawn one
 * ends with it; an unknown `kid` leaves nothing behind.
 *
 * @param now in ms since 1970.
 */
export function keptKeys(read: () => Promise<KeySet>, now: () => number): IssuerKeys {
  let held: { readonly keys: KeySet; readonly readAt: number } | undefined;
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  let reading: Promise<void> | undefined;
  /** How many have ended. */
  let readings = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;

  /** A clock that was put back counts as one that went on: nothing is kept for longer. */
  const since = (at: number) => Math.abs(now() - at);
  const heldFor = (ms: number) => (held !== undefined && since(held.readAt) < ms ? held.keys : undefined);
  const usable = () => heldFor(KEYS_TTL_MS + KEYS_STALE_MS);

  async function readAnew(): Promise<void> {
    try {
      held = { keys: await read(), readAt: now() };
      failure = undefined;
    } catch (error) {
      failure = { error, at: now() };
    } finally {
      reading = undefined;
      readings += 1;
    }
  }

  function readOnce(): Promise<void> {
    reading ??= readAnew();
    return reading;
  }

  async function lookUp(kid: string): Promise<readonly VerificationKey[]> {
    const readingsBefore = readings;
    if (heldFor(KEYS_TTL_MS) === undefined) {
      const retryMs = usable() === undefined ? RETRY_NONE_MS : RETRY_HELD_MS;
      if (failure === undefined || since(failure.at) >= retryMs) await readOnce();
    }
    const known = usable();
    if (known === undefined) throw failure?.error;
    const found = known.get(kid);
    if (found !== undefined) return found;

    // Perhaps a new key, unless the keys were read while this very request waited.
    const isLookedUp = readings > readingsBefore;
    if (!isLookedUp && (reading !== undefined || since(lookedAt) >= LOOK_AGAIN_MS)) {
      if (reading === undefined) lookedAt = now();
      await readOnce();
    }
    const newer = usable()?.get(kid);
    if (newer === undefined && failure !== undefined) throw failure.error;
    return newer ?? [];
  }

  return { withId: (kid) => heldFor(KEYS_TTL_MS)?.get(kid) ?? lookUp(kid) };
}
