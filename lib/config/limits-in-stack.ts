import { usageLimit } from './caller.ts';
import { mostInStack, namedOrAll } from './callers-in-stack.ts';
import type { StageConfig } from './stage.ts';

/** The callers with a limit of API Gateway's, disabled ones too. */
export function limitedCallers({ callers }: Pick<StageConfig, 'callers'>): string[] {
  return Object.entries(callers).flatMap(([name, caller]) => (usageLimit(caller) === undefined ? [] : [name]));
}

/** The callers whose usage plans are in the API stack itself. Those of the others are in nested stacks. */
export function limitsInStack(stage: Pick<StageConfig, 'callers' | 'callersInStack'>): ReadonlySet<string> {
  return namedOrAll(limitedCallers(stage), stage.callersInStack.limits, mostInStack.limits);
}
