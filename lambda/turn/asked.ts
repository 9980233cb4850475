import { ApiError } from '../../api/errors.ts';
import { type Asked, type CallerRights, notAllowed, patternsAsWritten } from '../shared/rights/rights.ts';
import type { IceServersQuery, turnRights } from './contract.ts';
import { type Kind, SHORTEST_SHARED_SECONDS } from './options.ts';

/**
 * What a request asks for. What credentials of this kind can't have is refused here, so that HEAD refuses it, too.
 *
 * @throws ApiError `invalid_request`; `not_allowed` to a signed-in user who may have credentials in some names only.
 */
export function askedOf(
  { userId, expireTime }: IceServersQuery,
  { caller, rights }: { readonly caller: string; readonly rights: CallerRights<typeof turnRights> },
  kind: Kind,
): Asked<typeof turnRights> {
  if (kind === 'shared-secret') return { users: userId ?? caller, lifetimeSeconds: expireTime };
  // The user's name may stand in the query without the user's doing.
  if (rights.claims !== undefined && rights.only.users !== undefined) {
    throw notAllowed('credentials that name no user', patternsAsWritten(rights, 'users'));
  }
  if (userId !== undefined) {
    throw new ApiError('invalid_request', 'userId can’t be given here: this stage’s credentials name no user');
  }
  // Without expireTime it asks for no less than there is, so a caller who may have only less is refused by its rights.
  const seconds = expireTime ?? SHORTEST_SHARED_SECONDS;
  if (seconds < SHORTEST_SHARED_SECONDS) {
    throw new ApiError('invalid_request', `expireTime must be at least ${SHORTEST_SHARED_SECONDS} seconds here`);
  }
  return { users: caller, lifetimeSeconds: seconds };
}
