import * as v from 'valibot';
import { optional, text, wholeNumberFrom } from '../../../api/body.ts';
import type { ErrorCode } from '../../../api/errors.ts';
import { isUserName } from '../identity/user-name.ts';

/** Ten years. What shall last longer needs no end. */
const LONGEST_SECONDS = 315_360_000;

/** What every route that ends a user’s session takes in its body. */
export const kickFields = {
  caller: v.pipe(
    text(32),
    v.examples(['members']),
    v.description('The caller whose user it is: one with `token` in the configuration.'),
  ),
  user: v.pipe(
    text(256),
    v.check(isUserName, 'must be text without control characters'),
    v.examples(['ada']),
    v.description('The user: exactly what the claim says that names users.'),
  ),
  blockSeconds: optional(
    v.pipe(
      wholeNumberFrom(1, LONGEST_SECONDS),
      v.description(
        'For how many seconds the user is blocked. Default: without end, up to `npx stagepass users unblock`.',
      ),
    ),
  ),
};

export const Blocked = v.pipe(
  v.literal(true),
  v.description('The user is on the stage’s deny list. The guard knows it within `passwords.ttlSeconds`.'),
);

/** The failures of a call that ends a session, for its route. */
export const kickFailures = [
  'not_configured',
  'unavailable',
  'too_many_requests',
  'provider_refused',
  'provider_failed',
  'provider_timeout',
] as const satisfies readonly ErrorCode[];
