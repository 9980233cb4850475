/*
 * What a CDK app imports from Stagepass.
 */
// Before the CDK is loaded: the bundler gets ready meanwhile.
import './bundling/start.ts';

export { type ChosenStage, chooseStage } from './config/choose-stage.ts';
export { ConfigError, type StagepassConfig, selectStage } from './config/config.ts';
export { defineConfig } from './config/define-config.ts';
export type { StageConfig, StageInput } from './config/stage.ts';
export { Stagepass, type StagepassProps } from './stagepass.ts';
