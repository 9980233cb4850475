import { usageKey } from '../../lambda/shared/rights/usage-key.ts';
import { otherRegions } from '../config/regions.ts';
import type { StageConfig } from '../config/stage.ts';
import { sharedPlans } from './shared-plans.ts';

/**
 * The keys that the requests of a stage are counted under in one of its regions: the plans have them, and the authorizers
 * give them.
 *
 * @returns gives the key of a caller with a limit, or for undefined that of all others.
 */
export function usageKeys(
  stageName: string,
  stage: StageConfig,
  region: string,
): (limited: string | undefined) => string {
  const shared = sharedPlans(stage);
  const otherRegion = otherRegions(stage).find((other) => other === region);
  return (limited) =>
    usageKey(stageName, limited, limited === undefined ? undefined : shared.get(limited), otherRegion);
}
