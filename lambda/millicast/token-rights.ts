import { quoted } from '../../api/query.ts';
import { type CallerRights, inShort, notAllowed } from '../shared/rights/rights.ts';
import type { millicastRights } from './contract/rights.ts';

export type MillicastCallerRights = CallerRights<typeof millicastRights>;

/** Whether rights exclude some of the tokens that Millicast stores: then each token must be checked. */
export function limitsTokens({ only, maximumLifetimeSeconds }: MillicastCallerRights): boolean {
  return maximumLifetimeSeconds !== undefined || !(only.streams?.includes('*') ?? true);
}

/**
 * The error for a token that isn't the caller's own. For one that doesn't exist it is the same, so it shows neither.
 */
export function notOwnToken({ only: { streams }, maximumLifetimeSeconds }: MillicastCallerRights, tokenId: number) {
  const opening = streams === undefined ? '' : ` that open ${inShort(streams.map(quoted))} and nothing else`;
  const ending = maximumLifetimeSeconds === undefined ? '' : ` that end within ${maximumLifetimeSeconds} seconds`;
  return notAllowed(`the token ${tokenId}`, [`tokens${[opening, ending].filter(Boolean).join(' and')}`]);
}
