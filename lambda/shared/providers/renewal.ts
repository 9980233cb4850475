/** No kept token that is younger is replaced by a new one. */
const RENEWABLE_AFTER_MS = 60_000;

/**
 * Whether a caller whose token was refused gets a new one in place of the one that is kept. Not where that is a minute
 * old at most: however often callers say so, a provider makes one token a minute for each that is kept.
 *
 * @param madeAt when the kept token was asked for, in ms since 1970, as is `now`.
 */
export function mayBeRenewed({ madeAt }: { readonly madeAt: number }, now: number): boolean {
  return now - madeAt >= RENEWABLE_AFTER_MS;
}
