import { Annotations, type App, Tags, Validations } from 'aws-cdk-lib';
import { ApiStack } from './api-stack.ts';
import type { StageConfig } from './config/stage.ts';
import { unlimitedUsers } from './config/unlimited-users.ts';
import { unreached } from './config/unreached.ts';
import { EdgeStack } from './edge-stack.ts';
import { DeploymentLimits } from './operations/deployment-limits.ts';
import { EDGE_REGION } from './secrets/secret-names.ts';
import { apiStackName, edgeStackName } from './stack-names.ts';

/** Adds a stage's two stacks: the regional APIs, and the edge before them. */
export function addStagepass(app: App, stageName: string, stage: StageConfig): void {
  // Without an account, the stacks go to the one whose credentials deploy them.
  const account = stage.account !== undefined && { account: stage.account };
  const apiStack = new ApiStack(app, apiStackName(stageName), {
    description: `Stagepass ${stageName}: token functions and their APIs`,
    env: { ...account, region: stage.region },
    stageName,
    stage,
  });
  for (const path of unlimitedUsers(stage)) {
    const warning = `${path} limits nobody: each of this caller’s users may get tokens in the names of others. With ['{user}'] they get only their own; ['*'] says that this is on purpose.`;
    Annotations.of(apiStack).addWarningV2(`stagepass:${path}`, warning);
  }
  for (const [path, warning] of Object.entries(unreached(stage))) {
    Annotations.of(apiStack).addWarningV2(`stagepass:${path}`, warning);
  }
  new EdgeStack(app, edgeStackName(stageName), {
    description: `Stagepass ${stageName}: the guard and the one URL`,
    env: { ...account, region: EDGE_REGION },
    crossRegionReferences: true,
    stageName,
    stage,
    apis: apiStack.apis,
  });
  Validations.of(app).addPlugins(new DeploymentLimits());
  for (const [key, value] of Object.entries({ ...stage.tags, app: 'stagepass', stage: stageName })) {
    Tags.of(app).add(key, value);
  }
}
