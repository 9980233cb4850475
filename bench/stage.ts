import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { selectStage } from '../lib/config/config.ts';
import { projectRoot } from '../lib/root.ts';
import { addStagepass } from '../lib/stagepass.ts';
import config from '../stagepass.config.ts';

export const STAGE = 'bench';

/** The stage `dev`, with throttling above the load that one machine can make. */
const stage = { ...config.dev, throttling: { rate: 10_000, burst: 5_000 } };
export const benchStage = selectStage({ [STAGE]: stage as (typeof config)[string] }, STAGE);

export function synthesizeBenchStage(outdir: string): void {
  const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'));
  const app = new App({ outdir, context });
  addStagepass(app, STAGE, benchStage);
  app.synth();
}
