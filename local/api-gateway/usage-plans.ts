import * as v from 'valibot';
import { type Deployment, inert } from '../assembly/deployment.ts';
import { GatewayError } from './gateway-error.ts';
import { type Throttling, tokenBucket } from './throttle.ts';

/** An API key in a usage plan: the APIs where its requests are counted, and the limits. */
export interface PlannedKey {
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
  /** `API_ID/STAGE` of each. */
  readonly apiStages: ReadonlySet<string>;
  readonly throttling: Throttling | undefined;
  readonly quota: Quota | undefined;
}

interface Quota {
  readonly limit: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
}

export interface ApiKey {
  readonly id: string;
  readonly value: string;
}

/**
 * Counts a request under its key, for an API's stage.
 *
 * @param value undefined when the request has none.
 * @throws GatewayError INVALID_API_KEY, THROTTLED, QUOTA_EXCEEDED
 */
export type CountUse = (value: string | undefined, apiStage: string) => ApiKey;

const ApiKeyProperties = v.strictObject({
  Description: inert,
  Enabled: v.optional(v.boolean(), false),
  Name: inert,
  Tags: inert,
  Value: v.string(),
});

const UsagePlanProperties = v.strictObject({
  ApiStages: v.optional(
    // Limits for single methods of a plan aren't supported.
    v.array(v.strictObject({ ApiId: v.string(), Stage: v.string(), Throttle: v.optional(v.strictObject({})) })),
    [],
  ),
  Description: inert,
  Quota: v.optional(v.strictObject({ Limit: v.number(), Period: v.picklist(['DAY', 'WEEK', 'MONTH']) })),
  Tags: inert,
  Throttle: v.optional(v.strictObject({ BurstLimit: v.number(), RateLimit: v.number() })),
  UsagePlanName: inert,
});

const UsagePlanKeyProperties = v.strictObject({
  KeyId: v.string(),
  KeyType: v.literal('API_KEY'),
  UsagePlanId: v.string(),
});

/** @throws UnsupportedError */
export function readPlannedKeys(deployment: Deployment): PlannedKey[] {
  return deployment.resources('AWS::ApiGateway::UsagePlanKey').map((resource) => {
    const { KeyId, UsagePlanId } = resource.properties(UsagePlanKeyProperties);
    const key = deployment.byRef('AWS::ApiGateway::ApiKey', KeyId, resource).properties(ApiKeyProperties);
    const plan = deployment.byRef('AWS::ApiGateway::UsagePlan', UsagePlanId, resource).properties(UsagePlanProperties);
    return {
      id: KeyId,
      value: key.Value,
      enabled: key.Enabled ?? false,
      apiStages: new Set((plan.ApiStages ?? []).map(({ ApiId, Stage }) => `${ApiId}/${Stage}`)),
      throttling: plan.Throttle && { rate: plan.Throttle.RateLimit, burst: plan.Throttle.BurstLimit },
      quota: plan.Quota && { limit: plan.Quota.Limit, period: plan.Quota.Period },
    };
  });
}

/**
 * A key's limits count its requests to all stages of the plan together. They are exact here. In AWS they are targets,
 * which can be exceeded a little:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 *
 * @param now ms since 1970
 */
export function usageCounter(keys: readonly PlannedKey[], now: () => number): CountUse {
  const counted = keys.map((key) => ({
    ...key,
    take: key.throttling === undefined ? () => true : tokenBucket(key.throttling, now),
    use: key.quota === undefined ? () => true : quotaCounter(key.quota, now),
  }));
  return (value, apiStage) => {
    const key = counted.find((each) => each.value === value && each.enabled && each.apiStages.has(apiStage));
    if (key === undefined) throw new GatewayError('INVALID_API_KEY');
    if (!key.take()) throw new GatewayError('THROTTLED');
    if (!key.use()) throw new GatewayError('QUOTA_EXCEEDED');
    return { id: key.id, value: key.value };
  };
}

function quotaCounter({ limit, period }: Quota, now: () => number): () => boolean {
  let started = '';
  let used = 0;
  return function use() {
    const current = periodOf(period, now());
    if (current !== started) [started, used] = [current, 0];
    if (used >= limit) return false;
    used += 1;
    return true;
  };
}

const DAY_MS = 86_400_000;

/** A period's key: its first day, in UTC. AWS doesn't document the first day of a week; here it is Sunday. */
function periodOf(period: Quota['period'], now: number): string {
  const day = new Date(now).toISOString().slice(0, 10);
  if (period === 'DAY') return day;
  if (period === 'MONTH') return day.slice(0, 7);
  return new Date(now - new Date(now).getUTCDay() * DAY_MS).toISOString().slice(0, 10);
}
