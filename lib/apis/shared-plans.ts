import { createHash } from 'node:crypto';
import { type CallerConfig, usageLimit } from '../config/caller.ts';
import { limitedCallers, limitsInStack } from '../config/limits-in-stack.ts';
import type { StageConfig } from '../config/stage.ts';
import { nestedStackOf } from '../nested-stacks.ts';

/** Usage plans an account may have in a region, until AWS raises it. */
export const USAGE_PLANS_QUOTA = 300;

/**
 * Names the usage plan that a caller in a nested stack is in: callers with the same limit on the same APIs share one. A
 * plan's limit holds for each of its keys by itself.
 */
function sharedPlan({ audience, limit }: Pick<CallerConfig, 'audience' | 'limit'>): string {
  const { rate, burst = rate, quota } = usageLimit({ limit }) ?? {};
  const terms = [audience, rate, burst, quota?.requests, quota?.per];
  return createHash('sha256').update(JSON.stringify(terms)).digest('hex').slice(0, 16);
}

/** The shared plan of each caller that has one. */
export function sharedPlans(stage: StageConfig): ReadonlyMap<string, string> {
  const inStack = limitsInStack(stage);
  return new Map(
    limitedCallers(stage).flatMap((name) => {
      const caller = stage.callers[name];
      return caller === undefined || inStack.has(name) ? [] : [[name, sharedPlan(caller)]];
    }),
  );
}

/** How many usage plans the stage has: one a caller in the stack itself, and in each nested stack one a different limit. */
export function usagePlansOf(stage: StageConfig): number {
  const shared = [...sharedPlans(stage)].map(([name, plan]) => `${nestedStackOf(name)} ${plan}`);
  const isLimitless = limitedCallers(stage).length < Object.keys(stage.callers).length;
  return limitsInStack(stage).size + new Set(shared).size + (isLimitless ? 1 : 0);
}
