import { ApiError } from '../../api/errors.ts';
import type { Asked } from '../shared/rights/rights.ts';
import type { IceServersQuery, turnRights } from './contract.ts';
import { type Kind, SHORTEST_SHARED_SECONDS } from './options.ts';

/**
 * What a request asks for. What credentials of this kind can't have is refused here, so that HEAD refuses it, too.
 *
 * @throws ApiError `invalid_request`.
 */
export function askedOf({ userId, expireTime }: IceServersQuery, caller: string, kind: Kind): Asked<typeof turnRights> {
  if (kind === 'shared-secret') return { users: userId ?? caller, lifetimeSeconds: expireTime };
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
