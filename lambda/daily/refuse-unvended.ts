import { ApiError } from '../../api/errors.ts';
import type { MeetingTokenQuery } from './contract.ts';
import type { DailyOptions } from './options.ts';

/** @throws ApiError `not_allowed` for what the stage doesn’t vend. */
export function refuseUnvended(
  { owner, hidden }: Pick<MeetingTokenQuery, 'owner' | 'hidden'>,
  options: Pick<DailyOptions, 'owner' | 'hidden'>,
): void {
  if (owner === 'true' && !options.owner) throw unvended('owner', 'owners');
  if (hidden === 'true' && !options.hidden) throw unvended('hidden', 'hidden participants');
}

function unvended(parameter: string, who: string): ApiError {
  return new ApiError('not_allowed', `${parameter} can’t be true here: this stage vends no tokens for ${who}`);
}
