import { fullNameIn } from '../lib/config/full-stage-name.ts';
import { withRegions } from '../lib/config/regions.ts';
import { apiStacks, edgeStackName } from '../lib/stack-names.ts';
import { readAssembly } from '../local/assembly/assembly.ts';
import type { Project } from './project.ts';

/** Which stage, and where it is. */
export interface StageInApp {
  readonly stage: string;
  /** The stack that it is in, if that isn't its own. */
  readonly stack?: string;
}

/**
 * The names of a stage's stacks in the project's assembly, which may hold others.
 *
 * @throws Error when they aren't there.
 */
export function stacksOfStage({ config }: Pick<Project, 'config'>, assemblyDir: string, { stage, stack }: StageInApp) {
  const names = stack === undefined ? ownStacks(config, stage) : [stack];
  try {
    readAssembly(assemblyDir, names);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('holds no stack')) throw error;
    const hint =
      stack === undefined
        ? `does your app make the stage ${stage}? --stack names the stack of yours that it is in`
        : 'which of your stacks is the stage in?';
    throw new Error(`${error.message}: ${hint}`);
  }
  return names;
}

function ownStacks(config: Project['config'], stage: string): string[] {
  const fullName = fullNameIn(config, stage);
  return [...apiStacks(fullName, withRegions(config[stage] ?? {})).map(({ name }) => name), edgeStackName(fullName)];
}
