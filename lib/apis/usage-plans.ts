import { ApiKey, Period, UsagePlan, type UsagePlanProps } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { type Audience, audiences, mayUse } from '../../api/route.ts';
import { usageKey } from '../../lambda/shared/rights/usage-key.ts';
import { type CallerConfig, type UsageLimit, usageLimit } from '../config/caller.ts';
import type { StageConfig } from '../config/stage.ts';
import type { TokenApi } from './token-api.ts';

export interface UsagePlansProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly apis: Readonly<Record<Audience, TokenApi>>;
}

/**
 * A usage plan for each caller with a limit, over all APIs that it may use: requests to all of them count together. A
 * method that requires a key requires one from every caller. So callers without a limit share a key in a plan without
 * one. The throttling of the routes still applies to them.
 */
export class UsagePlans extends Construct {
  constructor(scope: Construct, id: string, { stageName, stage, apis }: UsagePlansProps) {
    super(scope, id);
    const apiStages = ({ audience }: Pick<CallerConfig, 'audience'>) =>
      audiences
        .filter((each) => mayUse(audience, each))
        .map((each) => ({ api: apis[each].restApi, stage: apis[each].restApi.deploymentStage }));
    // A disabled caller keeps its plan, so its quota doesn't start again when it is enabled. The authorizer doesn't use
    // its key meanwhile.
    for (const [name, caller] of Object.entries(stage.callers)) {
      const limit = usageLimit(caller);
      if (limit === undefined) continue;
      const plan = new UsagePlan(this, `Plan-${name}`, {
        description: `Stagepass ${stageName}: the limit of ${name}`,
        apiStages: apiStages(caller),
        ...planOf(limit),
      });
      plan.addApiKey(
        new ApiKey(this, `Key-${name}`, {
          value: usageKey(stageName, name),
          description: `Stagepass ${stageName}: counts the requests of ${name}; opens nothing`,
        }),
      );
    }
    if (Object.values(stage.callers).every((caller) => usageLimit(caller) !== undefined)) return;
    const plan = new UsagePlan(this, 'Unlimited', {
      description: `Stagepass ${stageName}: callers without a limit of their own`,
      apiStages: apiStages({ audience: 'admin' }),
    });
    plan.addApiKey(
      new ApiKey(this, 'UnlimitedKey', {
        value: usageKey(stageName, undefined),
        description: `Stagepass ${stageName}: callers without a limit; opens nothing`,
      }),
    );
  }
}

const PERIOD = { day: Period.DAY, week: Period.WEEK, month: Period.MONTH } as const;

function planOf({ rate, burst = rate, quota }: UsageLimit): Pick<UsagePlanProps, 'throttle' | 'quota'> {
  return {
    ...(rate !== undefined && burst !== undefined && { throttle: { rateLimit: rate, burstLimit: burst } }),
    ...(quota && { quota: { limit: quota.requests, period: PERIOD[quota.per] } }),
  };
}
