import type { Identity } from '../identity/caller-header.ts';

/** For so many users something is kept; then the one goes who was here longest ago. */
export const MOST_USERS = 1_000;

/**
 * What is kept for several requests, such as a token: one for all callers with a password together, and one for each
 * signed-in user alone.
 *
 * @param make gives a new one, in which nothing is kept yet.
 */
export function keptByUser<T>(make: () => T, most = MOST_USERS): (identity: Identity) => T {
  const shared = make();
  // A Map has the order in which entries were put in: the first one was used longest ago.
  const byUser = new Map<string, T>();
  return ({ caller, user }) => {
    if (user === undefined) return shared;
    const key = JSON.stringify([caller, user.issuer, user.name]);
    const own = byUser.get(key) ?? make();
    byUser.delete(key);
    byUser.set(key, own);
    for (const [oldest] of byUser) {
      if (byUser.size <= most) break;
      byUser.delete(oldest);
    }
    return own;
  };
}
