import { type CallerRights, inShort, notAllowed, patternsAsWritten } from '../shared/rights/rights.ts';
import type { millicastRights } from './contract/rights.ts';

export type MillicastCallerRights = CallerRights<typeof millicastRights>;

export type TokenKind = 'publish' | 'subscribe';

/** Whether rights exclude some of the tokens that Millicast stores: then each token must be checked. */
export function limitsTokens(kind: TokenKind, { only, maximumLifetimeSeconds }: MillicastCallerRights): boolean {
  const limits = [only.streams, ...(kind === 'subscribe' ? [only.trackingIds] : [])];
  return maximumLifetimeSeconds !== undefined || limits.some((patterns) => !(patterns?.includes('*') ?? true));
}

/**
 * The error for a token that isn't the caller's own. For one that doesn't exist it is the same, so it shows neither.
 */
export function notOwnToken(kind: TokenKind, own: MillicastCallerRights, tokenId: number) {
  const { only, maximumLifetimeSeconds } = own;
  const those = [
    only.streams && ` that open ${inShort(patternsAsWritten(own, 'streams'))} and nothing else`,
    kind === 'subscribe' &&
      only.trackingIds &&
      ` that have the tracking id ${inShort(patternsAsWritten(own, 'trackingIds'))}`,
    maximumLifetimeSeconds !== undefined && ` that end within ${maximumLifetimeSeconds} seconds`,
  ];
  return notAllowed(`the token ${tokenId}`, [`tokens${those.filter(Boolean).join(' and')}`]);
}
