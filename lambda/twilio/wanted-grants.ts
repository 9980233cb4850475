import { ApiError } from '../../api/errors.ts';
import { type GrantName, grantNames, isVoiceIdentity, type TokenQuery, VOICE_IDENTITY } from './contract.ts';
import type { TwilioOptions } from './options.ts';

export function grantsOf({ grants }: Pick<TwilioOptions, 'grants'>): GrantName[] {
  return grantNames.filter((name) => grants[name] !== undefined);
}

/**
 * The grants that a request asks for, whether it names them or not. Never all that the stage has: a grant more in its
 * configuration must not widen what yesterday's requests get.
 *
 * @throws ApiError `not_allowed` for a grant that the stage doesn't have, `invalid_request` for one that lacks what it needs.
 */
export function wantedGrants({ identity, room, grants }: TokenQuery, options: TwilioOptions): readonly GrantName[] {
  const there = grantsOf(options);
  const wanted = (grants?.split(',') as GrantName[] | undefined) ?? (room === undefined ? there : ['video']);
  if (grants === undefined && wanted.length > 1)
    throw refused(`grants is required: this stage has ${there.join(', ')}`);
  const missing = wanted.find((name) => !there.includes(name));
  if (missing !== undefined) {
    throw new ApiError('not_allowed', `this stage has no grant ${missing}, but ${there.join(', ')}`);
  }
  if (wanted.includes('video') && room === undefined && !options.grants.video?.anyRoom) {
    throw refused('room is required with the grant video');
  }
  if (wanted.includes('voice') && !isVoiceIdentity(identity)) throw refused(VOICE_IDENTITY);
  return wanted;
}

function refused(why: string): ApiError {
  return new ApiError('invalid_request', why);
}
