import { ApiError } from '../../../api/errors.ts';
import type { BlockUser } from '../denied-users/block-user.ts';
import { type CallerRights, inShort, type Rights } from '../rights/rights.ts';

export interface Kicked {
  readonly caller: string;
  readonly user: string;
  readonly blockSeconds?: number | undefined;
}

/**
 * Blocks a user and then ends its session: in the other order, it would come back with another token at once.
 *
 * @throws ApiError `invalid_request` for a caller without users, `unavailable` when the user can't be blocked. For what the
 *   kick fails with, the message also says that the block holds.
 */
export async function blockThenKick<T>(
  { caller, user, blockSeconds }: Kicked,
  rights: Rights,
  block: BlockUser,
  kick: () => Promise<T>,
): Promise<T> {
  const able = Object.keys(rights).filter((name) => rights[name]?.claims !== undefined);
  if (!able.includes(caller)) {
    throw new ApiError('invalid_request', `caller must be one with signed-in users: ${inShort(able)}`);
  }
  await block({ caller, user }, blockSeconds);
  try {
    return await kick();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.code, `${error.message}; the user is blocked all the same`, { cause: error.cause });
  }
}

/**
 * Refuses an admin whose rights limit the provider, but not whose sessions it may end: a block shuts a user out of the whole
 * stage, and not only of what the rights allow.
 *
 * @param term of the rights that limits users.
 * @throws ApiError `not_allowed`.
 */
export function mustLimitUsers({ only, projects }: CallerRights, term: string): void {
  const isLimited = projects !== undefined || Object.keys(only).length > 0;
  if (!isLimited || only[term] !== undefined) return;
  throw new ApiError(
    'not_allowed',
    `this caller’s rights must say whom it may block: with ${term}, beside their other limits`,
  );
}
