import { quoted } from '../../api/query.ts';
import { type CallerRights, inShort, notAllowed } from '../shared/rights/rights.ts';
import type { millicastRights } from './contract/rights.ts';

export type MillicastCallerRights = CallerRights<typeof millicastRights>;

/** Whether some of the tokens that Millicast keeps are not the caller's: each must be looked at, then. */
export function limitsTokens({ only, maximumLifetimeSeconds }: MillicastCallerRights): boolean {
  return maximumLifetimeSeconds !== undefined || !(only.streams?.includes('*') ?? true);
}

/** Of a token that isn't the caller's and of one that isn't there: who may not have it doesn't learn which it is. */
export function notOwnToken({ only: { streams }, maximumLifetimeSeconds }: MillicastCallerRights, tokenId: number) {
  const opening = streams === undefined ? '' : ` that open ${inShort(streams.map(quoted))} and nothing else`;
  const ending = maximumLifetimeSeconds === undefined ? '' : ` that end within ${maximumLifetimeSeconds} seconds`;
  return notAllowed(`the token ${tokenId}`, [`tokens${[opening, ending].filter(Boolean).join(' and')}`]);
}
