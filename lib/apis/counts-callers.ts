import type { StageConfig } from '../config/stage.ts';

/** Whether API Gateway counts requests by caller: it does so for all callers of a stage or for none. */
export function countsCallers(stage: StageConfig): boolean {
  return Object.values(stage.callers).some(({ limit }) => limit !== undefined);
}
