/** A younger token is not replaced by a new one. */
const RENEWABLE_AFTER_MS = 60_000;

/**
 * Whether a caller whose token was refused gets a new one instead of the cached one: only if the cached one is at least
 * a minute old. So callers can't make a provider create more than one token a minute for each cached one.
 *
 * @param madeAt when the cached token was requested, in ms since 1970.
 * @param now in ms since 1970.
 */
export function mayBeRenewed({ madeAt }: { readonly madeAt: number }, now: number): boolean {
  return now - madeAt >= RENEWABLE_AFTER_MS;
}
