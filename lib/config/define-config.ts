/*
 * What `stagepass.config.ts` imports, as `stagepass/config`. It loads nothing else: commands read the configuration, and
 * have no use for the CDK.
 */
import type { StagepassConfig } from './config.ts';

export type { StagepassConfig } from './config.ts';
export type { StageInput } from './stage.ts';

/** Gives a `stagepass.config.ts` its type. Its values are checked when a stage is chosen. */
export function defineConfig(config: StagepassConfig): StagepassConfig {
  return config;
}
