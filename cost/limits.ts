import { assumptions } from './estimate.ts';
import type { Plan } from './plan.ts';

/** A limit on traffic: AWS's default quota, or the stage's own setting. */
export interface Limit {
  readonly name: string;
  readonly limit: number;
  readonly unit: string;
  /** How much of it this many requests a second need, if all come from one region. */
  readonly need: (requestsPerSecond: number) => number;
  readonly raise: string;
}

/** How long an answer takes if the provider is called. */
const PROVIDER_MS = 300;

/**
 * The limits that a request meets, in their order. AWS's are from its pages of quotas. Those of CloudFront, API Gateway,
 * Secrets Manager and of Lambda's scaling were looked up on 2026-11-22; the others are from memory.
 */
export function limitsOf(plan: Plan): Limit[] {
  const seconds = (ms: number) => ms / 1000;
  const environments = (requestsPerSecond: number, ms: number) => Math.max(1, requestsPerSecond * seconds(ms));
  const traced = (requestsPerSecond: number) =>
    Math.min(plan.tracedPerSecond, requestsPerSecond) + plan.tracedShare * requestsPerSecond;
  return [
    {
      name: 'CloudFront, a distribution',
      limit: 250_000,
      unit: 'requests/s',
      need: (rate) => rate,
      raise: 'Service Quotas, CloudFront: requests per second per distribution',
    },
    {
      name: 'Lambda@Edge, a region of the edge',
      limit: 10_000,
      unit: 'requests/s',
      need: (rate) => rate,
      raise: 'a support case; viewers of several continents share out over as many regions',
    },
    {
      name: 'Lambda@Edge, a region, all cold',
      limit: 1_000,
      unit: 'at once',
      need: (rate) => environments(rate, assumptions.coldMs),
      raise: 'Service Quotas, Lambda, in each region of the edge: concurrent executions (a new account may have 10)',
    },
    {
      name: 'This stage’s throttle, a route',
      limit: plan.throttle.rate,
      unit: 'requests/s',
      need: (rate) => rate,
      raise: 'throttling.rate and throttling.burst in stagepass.config.ts',
    },
    {
      name: 'API Gateway, account and region',
      limit: 10_000,
      unit: 'requests/s',
      need: (rate) => rate,
      raise: 'Service Quotas, API Gateway: throttle rate (the burst of 5,000 is AWS’s to set)',
    },
    {
      name: 'Lambda, account and region, warm',
      limit: 1_000,
      unit: 'at once',
      need: (rate) => environments(rate, assumptions.functionMs),
      raise: 'Service Quotas, Lambda: concurrent executions',
    },
    {
      name: 'Lambda, asking a provider each time',
      limit: 1_000,
      unit: 'at once',
      need: (rate) => environments(rate, PROVIDER_MS),
      raise: 'as above; reserve some for the authorizer, so that a slow provider leaves it its share',
    },
    {
      name: 'Lambda, all cold (adds 1,000 in 10 s)',
      limit: 1_000,
      unit: 'at once',
      need: (rate) => environments(rate, assumptions.coldMs),
      raise: 'provisioned concurrency before an event that is known; otherwise 429 for some seconds',
    },
    {
      name: 'Secrets Manager, warm',
      limit: 10_000,
      unit: 'calls/s',
      need: (rate) =>
        (environments(rate, assumptions.guardMs) * plan.guardSecrets) / Math.max(1, plan.guardTtlSeconds) +
        environments(rate, assumptions.functionMs) / 300,
      raise: 'can’t be raised: a longer passwords.ttlSeconds asks less often',
    },
    {
      name: 'Secrets Manager, all cold',
      limit: 10_000,
      unit: 'calls/s',
      need: (rate) => environments(rate, assumptions.coldMs) * 2,
      raise: 'can’t be raised: let traffic grow over seconds',
    },
    {
      name: 'X-Ray, segments of API and function',
      limit: 2_600,
      unit: 'segments/s',
      need: (rate) => 3 * traced(rate),
      raise: 'a lower traces.percent in stagepass.config.ts',
    },
  ];
}
