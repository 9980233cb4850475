import { Annotations } from 'aws-cdk-lib';
import { ApiKey, Period, UsagePlan, type UsagePlanProps } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { type Audience, audiences, mayUse } from '../../api/route.ts';
import { type CallerConfig, type UsageLimit, usageLimit } from '../config/caller.ts';
import type { StageConfig } from '../config/stage.ts';
import { NestedStacks } from '../nested-stacks.ts';
import { sharedPlans, USAGE_PLANS_QUOTA, usagePlansOf } from './shared-plans.ts';
import type { TokenApi } from './token-api.ts';
import { usageKeys } from './usage-keys.ts';

export interface UsagePlansProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  /** Where it is: one of the stage’s regions. */
  readonly region: string;
  readonly apis: Readonly<Record<Audience, TokenApi>>;
}

/**
 * A usage plan for each caller with a limit, over all APIs that it may use: requests to all of them count together. A
 * method that requires a key requires one from every caller. So callers without a limit share a key in a plan without
 * one. The throttling of the routes still applies to them.
 *
 * Callers in nested stacks share plans, since there may be more of them than plans in an account.
 */
export class UsagePlans extends Construct {
  readonly #apis: UsagePlansProps['apis'];

  constructor(scope: Construct, id: string, { stageName, stage, region, apis }: UsagePlansProps) {
    super(scope, id);
    this.#apis = apis;
    const nested = new NestedStacks(this, 'Nested', `Stagepass ${stageName}: limits of callers`);
    const shared = sharedPlans(stage);
    const keyOf = usageKeys(stageName, stage, region);
    // A disabled caller keeps its plan, so its quota doesn't start again when it is enabled. The authorizer doesn't use
    // its key meanwhile.
    for (const [name, caller] of Object.entries(stage.callers)) {
      const limit = usageLimit(caller);
      if (limit === undefined) continue;
      const plan = shared.get(name);
      const [at, suffix] = plan === undefined ? [this, name] : [nested.of(name), `${name}-${plan}`];
      const whose = plan === undefined ? `the limit of ${name}` : 'a limit that callers have, each for itself';
      this.#plan(at, `Plan-${plan ?? name}`, `Stagepass ${stageName}: ${whose}`, caller, limit).addApiKey(
        new ApiKey(at, `Key-${suffix}`, {
          value: keyOf(name),
          description: `Stagepass ${stageName}: counts the requests of ${name}; opens nothing`,
        }),
      );
    }
    this.#warnOfQuota(usagePlansOf(stage));
    if (Object.values(stage.callers).every((caller) => usageLimit(caller) !== undefined)) return;
    const unlimited = `Stagepass ${stageName}: callers without a limit of their own`;
    this.#plan(this, 'Unlimited', unlimited, { audience: 'admin' }).addApiKey(
      new ApiKey(this, 'UnlimitedKey', {
        value: keyOf(undefined),
        description: `Stagepass ${stageName}: callers without a limit; opens nothing`,
      }),
    );
  }

  /** The plan of this name there, made when it is first asked for. */
  #plan(
    scope: Construct,
    id: string,
    description: string,
    { audience }: Pick<CallerConfig, 'audience'>,
    limit: UsageLimit = {},
  ): UsagePlan {
    const there = scope.node.tryFindChild(id);
    if (there instanceof UsagePlan) return there;
    const apiStages = audiences
      .filter((each) => mayUse(audience, each))
      .map((each) => ({ api: this.#apis[each].restApi, stage: this.#apis[each].restApi.deploymentStage }));
    return new UsagePlan(scope, id, { description, apiStages, ...planOf(limit) });
  }

  #warnOfQuota(plans: number): void {
    if (plans <= USAGE_PLANS_QUOTA) return;
    const warning = `${plans} usage plans: an account may have ${USAGE_PLANS_QUOTA} in a region, until AWS raises the quota "Usage plans per account" of API Gateway on request. Callers in nested stacks with the same limit share plans.`;
    Annotations.of(this).addWarningV2('stagepass:usage-plans', warning);
  }
}

const PERIOD = { day: Period.DAY, week: Period.WEEK, month: Period.MONTH } as const;

function planOf({ rate, burst = rate, quota }: UsageLimit): Pick<UsagePlanProps, 'throttle' | 'quota'> {
  return {
    ...(rate !== undefined && burst !== undefined && { throttle: { rateLimit: rate, burstLimit: burst } }),
    ...(quota && { quota: { limit: quota.requests, period: PERIOD[quota.per] } }),
  };
}
