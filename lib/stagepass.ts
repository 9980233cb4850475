import { Annotations, Tags, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { routes } from '../lambda/contract.ts';
import { providers } from '../lambda/providers.ts';
import { ApiStack } from './api-stack.ts';
import { checkProviderList } from './config/check-provider-list.ts';
import { type StagepassConfig, selectStage } from './config/config.ts';
import { unlimitedUsers } from './config/unlimited-users.ts';
import { unreached } from './config/unreached.ts';
import { EdgeStack } from './edge-stack.ts';
import { DeploymentLimits } from './operations/deployment-limits.ts';
import { EDGE_REGION } from './secrets/secret-names.ts';
import { apiStackName, edgeStackName } from './stack-names.ts';

export interface StagepassProps {
  /** Which stage of the configuration. */
  readonly stage: string;
  /** What `stagepass.config.ts` exports. */
  readonly config: StagepassConfig;
}

/** A stage's two stacks: the regional APIs, and the edge before them. */
export class Stagepass extends Construct {
  /** @throws ConfigError when the configuration is wrong, or has no such stage. */
  constructor(scope: Construct, id: string, { stage: stageName, config }: StagepassProps) {
    super(scope, id);
    // Before the configuration: a provider’s fault isn’t told as one of stagepass.config.ts.
    checkProviderList(providers, routes);
    const stage = selectStage(config, stageName);
    // Without an account, the stacks go to the one whose credentials deploy them.
    const account = stage.account !== undefined && { account: stage.account };
    const apiStack = new ApiStack(scope, apiStackName(stageName), {
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
    const edgeStack = new EdgeStack(scope, edgeStackName(stageName), {
      description: `Stagepass ${stageName}: the guard and the one URL`,
      env: { ...account, region: EDGE_REGION },
      crossRegionReferences: true,
      stageName,
      stage,
      apis: apiStack.apis,
    });
    Validations.of(this).addPlugins(new DeploymentLimits());
    for (const [key, value] of Object.entries({ ...stage.tags, app: 'stagepass', stage: stageName })) {
      for (const stack of [apiStack, edgeStack]) Tags.of(stack).add(key, value);
    }
  }
}
