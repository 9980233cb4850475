import * as v from 'valibot';
import type { RightsFault } from '../shared/providers/provider.ts';
import type { Only } from '../shared/rights/rights.ts';
import { unmatchedPatterns } from '../shared/rights/unmatched-patterns.ts';
import {
  type GrantName,
  isRoomSid,
  isVoiceIdentity,
  TokenQuery,
  type twilioRights,
  VOICE_IDENTITY,
} from './contract.ts';

const { identity, room } = TokenQuery.entries;
const VoiceIdentity = v.pipe(identity, v.check(isVoiceIdentity, VOICE_IDENTITY));
const RoomName = v.pipe(
  v.unwrap(room),
  v.check((name) => !isRoomSid(name), 'a room’s SID goes with the pattern * only'),
);

/** Rights to identities and rooms that no token with these grants has. */
export function unmatchedNames(
  { identities, rooms }: Only<typeof twilioRights>,
  grants: readonly GrantName[],
): RightsFault[] {
  const isVoiceOnly = grants.every((grant) => grant === 'voice');
  const faults = unmatchedPatterns(['twilio', 'identities'], identities, isVoiceOnly ? VoiceIdentity : identity);
  if (rooms === undefined) return faults;
  if (grants.includes('video')) return [...faults, ...unmatchedPatterns(['twilio', 'rooms'], rooms, RoomName)];
  const expected = 'nothing, since this caller gets no token with the grant video';
  return [...faults, { path: ['twilio', 'rooms'], expected }];
}
