import { type CallerRights, checkForAny } from '../shared/rights/rights.ts';
import type { millicastRights } from './contract/rights.ts';

/**
 * The tracking id that a token to watch with is asked for. One without can sign viewer tokens with any, or is nobody's.
 *
 * @throws ApiError `not_allowed` for none, where the rights limit it.
 */
export function askedTracking(
  trackingId: string | undefined,
  own: CallerRights<typeof millicastRights>,
): string | undefined {
  if (trackingId === undefined) checkForAny(own, 'trackingIds', 'a token without a tracking id');
  return trackingId;
}
