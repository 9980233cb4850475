import type { StagepassConfig } from './config.ts';

/** What an account's physical names begin with, where a stage says nothing else. */
export const DEFAULT_NAME = 'stagepass';

/**
 * The name of a stage among all stages in an account: `prod`, or `acme/prod` where the stage's `name` is `acme`. Two of
 * them never look the same, since neither part may hold a slash. Below `Stagepass`, `stageName` is always this one.
 */
export function fullStageName(stage: string, { name = DEFAULT_NAME }: { readonly name?: string | undefined }): string {
  return name === DEFAULT_NAME ? stage : `${name}/${stage}`;
}

/** The same by the configuration, for commands that need nothing else of it. */
export function fullNameIn(config: StagepassConfig, stage: string): string {
  return fullStageName(stage, (Object.hasOwn(config, stage) && config[stage]) || {});
}

export interface StageNameParts {
  readonly name: string;
  readonly stage: string;
}

/** The parts of a full name. */
export function partsOf(fullName: string): StageNameParts {
  const [first = '', second] = fullName.split('/');
  return second === undefined ? { name: DEFAULT_NAME, stage: first } : { name: first, stage: second };
}

/** Both parts with a hyphen, for names that take no slash: `stagepass-prod`. A `name` has no hyphen, so the first one ends it. */
export function hyphenated(fullName: string): string {
  const { name, stage } = partsOf(fullName);
  return `${name}-${stage}`;
}

/** The same for stacks and dashboards, which write the default with a capital letter: `Stagepass-prod`. */
export function titled(fullName: string): string {
  return hyphenated(fullName).replace(/^stagepass-/, 'Stagepass-');
}
