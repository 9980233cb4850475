/**
 * For how long a function's start waits for what it reads ahead. A first reading takes that long with round trips of
 * 700 ms. If it takes longer, something is wrong, and requests that need no secret shouldn't wait for it.
 */
export const AHEAD_MS = 2_500;

/**
 * Waits for what a function reads before its first request, but not for long. Lambda gives a function a whole core while
 * its module is evaluated, and then only what its memory buys: see docs/decisions/0123.
 *
 * @param readings never reject.
 */
export async function readAhead(...readings: readonly Promise<void>[]): Promise<void> {
  const timeUp = new Promise((resolve) => setTimeout(resolve, AHEAD_MS).unref());
  await Promise.race([Promise.all(readings), timeUp]);
}
