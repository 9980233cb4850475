import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Route } from '../api/route.ts';
import { selectStage } from '../lib/config/config.ts';
import { exampleFor } from '../lib/config/projects-of-caller.ts';
import { projectRoot } from '../lib/root.ts';
import { Stagepass } from '../lib/stagepass.ts';
import project from '../test/project/stagepass.config.ts';

export const STAGE = 'bench';

const throttled = { ...project.dev, throttling: { rate: 10_000, burst: 5_000 } } as (typeof project)[string];

const benchConfig = { [STAGE]: throttled };

/** The stage `dev`, with throttling above the load that one machine can make. */
export const benchStage = selectStage(benchConfig, STAGE);

/** The route's example for the caller with the name of its audience, with a project where that must be named. */
export function benchExample(route: Pick<Route, 'name' | 'provider' | 'example' | 'audience'>): Route['example'] {
  return exampleFor(benchStage, route, benchStage.callers[route.audience]?.rights);
}

/** @param regions those of the stage, where it isn’t in its default one alone. */
export function synthesizeBenchStage(outdir: string, regions?: string[]): void {
  const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'));
  const app = new App({ outdir, context });
  const config = regions === undefined ? benchConfig : { [STAGE]: { ...throttled, regions } };
  new Stagepass(app, 'Stagepass', { stage: STAGE, config });
  app.synth();
}
