import type { RightsFault } from '../../lambda/shared/providers/provider.ts';
import type { CallerConfig, PerUser } from './caller.ts';

/**
 * Limits for each user that can't be held: of callers without users, and such as differ between callers. The web ACL
 * sees a token, and not which caller's it is: so it has one limit for all of them.
 */
export function perUserFaults(callers: Readonly<Record<string, CallerConfig>>): RightsFault[] {
  const [first] = Object.entries(callers).flatMap(([name, { token, limit }]) =>
    token !== undefined && limit?.perUser !== undefined ? [{ name, perUser: limit.perUser }] : [],
  );
  return Object.entries(callers).flatMap(([name, { token, limit }]) => {
    const path = ['callers', name, 'limit'];
    const own = limit?.perUser;
    if (token === undefined) {
      const expected = 'nothing, since this caller has no token: its requests don’t say which user asks';
      return own === undefined ? [] : [{ path: [...path, 'perUser'], expected }];
    }
    if (first === undefined || isSame(first.perUser, own)) return [];
    const { requests, perSeconds } = first.perUser;
    const expected = `perUser: { requests: ${requests}, perSeconds: ${perSeconds} } as ${first.name} has it, or none there: the web ACL counts by a request’s token, and can’t tell whose users are which caller’s`;
    return [{ path, expected }];
  });
}

function isSame(one: PerUser, other: PerUser | undefined): boolean {
  return one.requests === other?.requests && one.perSeconds === other.perSeconds;
}
