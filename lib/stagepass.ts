import { type App, Tags, Validations } from 'aws-cdk-lib';
import { ApiStack } from './api-stack.ts';
import type { StageConfig } from './config/stage.ts';
import { DeploymentLimits } from './deployment-limits.ts';
import { EdgeStack } from './edge-stack.ts';
import { EDGE_REGION } from './secret-names.ts';
import { apiStackName, edgeStackName } from './stack-names.ts';

/** Adds a stage's two stacks: the regional APIs, and the edge before them. */
export function addStagepass(app: App, stageName: string, stage: StageConfig): void {
  const { apis } = new ApiStack(app, apiStackName(stageName), {
    description: `Stagepass ${stageName}: token functions and their APIs`,
    env: { region: stage.region },
    stageName,
    stage,
  });
  new EdgeStack(app, edgeStackName(stageName), {
    description: `Stagepass ${stageName}: the guard and the one URL`,
    env: { region: EDGE_REGION },
    crossRegionReferences: true,
    stageName,
    stage,
    apis,
  });
  Validations.of(app).addPlugins(new DeploymentLimits());
  Tags.of(app).add('app', 'stagepass');
  Tags.of(app).add('stage', stageName);
}
