import { usageLimit } from '../config/caller.ts';
import type { StageConfig } from '../config/stage.ts';

/** Whether API Gateway counts requests by caller. It counts all callers of a stage or none. */
export function countsCallers(stage: StageConfig): boolean {
  return Object.values(stage.callers).some((caller) => usageLimit(caller) !== undefined);
}
