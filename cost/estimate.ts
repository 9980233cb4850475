import type { Plan } from './plan.ts';
import { prices, type RegionPrices } from './prices.ts';

/** The cost of a part in US dollars: what a month costs however many tokens it has (`fixed`), and what its tokens add. */
export interface CostLine {
  readonly component: string;
  readonly fixed: number;
  readonly tokens: number;
}

/**
 * Assumptions about a request, which the assembly doesn't show. Times and lengths were measured on running functions.
 * Logs include Lambda's own lines (START, END, REPORT).
 */
export const assumptions = {
  /** An answer with its headers, over TLS. */
  answerBytes: 1_500,
  /** Billed at the edge: the guard takes less than one millisecond, which is the minimum. */
  guardMs: 1,
  guardLogBytes: 300,
  /** Billed for a token that the function signs or reuses. A call to the provider takes longer. */
  functionMs: 5,
  functionLogBytes: 570,
  /** What metrics add to the line of a request, where functions report some. */
  embeddedMetricBytes: 175,
  accessLogBytes: 260,
  authorizerMs: 3,
  /** The share of requests with a cold start, for which loading the code is billed too. */
  coldShare: 0.01,
  coldMs: 400,
  /** Kept logs are compressed. */
  logCompression: 0.15,
  /** How many regions of the edge requests come from. Each has its own instances of the guard. */
  edgeRegions: 5,
  /** Lambda@Edge makes the guard's log groups itself, without an end of retention. A year is counted here. */
  guardLogDays: 365,
  /** Rotating the origin secret waits for CloudFront. */
  rotationMs: 300_000,
  rotationCheckMs: 500,
} as const;

const MONTH_SECONDS = 730 * 3600;

/**
 * What a plan costs, part by part.
 *
 * @param tokens vended in a month, spread evenly over it: then caches help least.
 */
export function estimate(plan: Plan, tokens: number, region: RegionPrices): CostLine[] {
  const millions = tokens / 1e6;
  const gbSeconds = (memoryMb: number, ms: number, count: number) =>
    (memoryMb / 1024) * ((ms + assumptions.coldShare * assumptions.coldMs) / 1000) * count;
  const logs = (bytes: number, count: number, days: number) => {
    const gb = (bytes * count) / 1e9;
    return gb * (region.logIngestion + region.logStorage * assumptions.logCompression * (days / 30));
  };
  /** How often a cached value is fetched: once per TTL, but never more often than it is needed. */
  const fetches = (ttlSeconds: number, holders: number) =>
    ttlSeconds === 0 ? tokens : Math.min(tokens, (holders * MONTH_SECONDS) / ttlSeconds);

  const perSecond = tokens / MONTH_SECONDS;
  const busy = (ms: number) => Math.max(1, Math.ceil((perSecond * ms) / 1000));
  const passwordReads =
    plan.guard === 'cloudfront-function'
      ? 0
      : fetches(plan.guardTtlSeconds, assumptions.edgeRegions * plan.guardSecrets * busy(assumptions.guardMs));
  const authorizations = fetches(plan.authorizerTtlSeconds, plan.callers);
  const originReads = Math.min(authorizations, fetches(300, busy(assumptions.authorizerMs)));
  const providerReads = fetches(300, busy(assumptions.functionMs));
  const traces =
    Math.min(tokens, MONTH_SECONDS * plan.tracedPerSecond) * (1 - plan.tracedShare) + tokens * plan.tracedShare;

  const functionLogBytes = assumptions.functionLogBytes + (plan.metrics === 0 ? 0 : assumptions.embeddedMetricBytes);

  return [
    {
      component: 'CloudFront requests and transfer',
      fixed: 0,
      tokens:
        millions * prices.cloudFrontRequests.usd +
        ((tokens * assumptions.answerBytes) / 1e9) * prices.cloudFrontTransfer.usd,
    },
    plan.guard === 'lambda-edge'
      ? {
          component: 'Guard (Lambda@Edge)',
          fixed: 0,
          tokens:
            millions * prices.edgeRequests.usd + gbSeconds(128, assumptions.guardMs, tokens) * prices.edgeGbSecond.usd,
        }
      : {
          component: 'Guard (CloudFront Function)',
          fixed: 0,
          tokens: millions * (prices.cloudFrontFunctions.usd + prices.keyValueReads.usd),
        },
    {
      component: plan.api === 'rest' ? 'API Gateway (REST)' : 'API Gateway (HTTP)',
      fixed: 0,
      tokens: millions * (plan.api === 'rest' ? region.restRequests : region.httpRequests),
    },
    {
      component: 'Origin authorizer',
      fixed: 0,
      tokens:
        (authorizations / 1e6) * prices.lambdaRequests.usd +
        gbSeconds(plan.memoryMb, assumptions.authorizerMs, authorizations) * prices.lambdaGbSecond.usd,
    },
    {
      component: 'Token functions',
      fixed: 0,
      tokens:
        millions * prices.lambdaRequests.usd +
        gbSeconds(plan.memoryMb, assumptions.functionMs, tokens) * prices.lambdaGbSecond.usd,
    },
    {
      component: 'Secrets and their reading',
      fixed: plan.secrets * prices.secret.usd,
      tokens: ((passwordReads + originReads + providerReads) / 1e6) * prices.secretCalls.usd,
    },
    {
      component: 'Logs of guard and functions',
      fixed: 0,
      // A CloudFront Function that writes nothing has no log.
      tokens:
        (plan.guard === 'lambda-edge' ? logs(assumptions.guardLogBytes, tokens, assumptions.guardLogDays) : 0) +
        logs(functionLogBytes, tokens, plan.logsDays),
    },
    {
      component: 'Access log',
      fixed: 0,
      tokens: plan.accessLog ? logs(assumptions.accessLogBytes, tokens, plan.logsDays) : 0,
    },
    { component: 'Traces (X-Ray)', fixed: 0, tokens: (traces / 1e6) * prices.traces.usd },
    {
      component: 'Web ACL (WAF)',
      fixed: plan.webAclRules === undefined ? 0 : prices.webAcl.usd + plan.webAclRules * prices.webAclRule.usd,
      tokens: plan.webAclRules === undefined ? 0 : millions * prices.webAclRequests.usd,
    },
    {
      component: 'Alarms and dashboards',
      fixed:
        plan.alarmMetrics * prices.alarm.usd +
        plan.compositeAlarms * prices.compositeAlarm.usd +
        plan.dashboards * prices.dashboard.usd,
      tokens: 0,
    },
    {
      component: 'Metrics of the functions',
      // Billed by the hour in which something is reported of them: at one token an hour, all hours.
      fixed: (plan.scheduledMetrics + plan.metrics * Math.min(1, tokens / (MONTH_SECONDS / 3600))) * prices.metric.usd,
      tokens: 0,
    },
    {
      component: 'Rotation and its check',
      fixed:
        plan.rotationsPerMonth * (assumptions.rotationMs / 1000) * (plan.memoryMb / 1024) * prices.lambdaGbSecond.usd +
        plan.checksPerMonth *
          ((prices.lambdaRequests.usd + prices.scheduled.usd) / 1e6 +
            (assumptions.rotationCheckMs / 1000) * (plan.memoryMb / 1024) * prices.lambdaGbSecond.usd),
      tokens: 0,
    },
    {
      component: 'Keys, and code kept in S3',
      fixed: plan.keys * prices.key.usd + (plan.assetBytes / 1e9) * prices.storage.usd,
      tokens: 0,
    },
  ];
}

/** All parts together. */
export function total(lines: readonly CostLine[]): Pick<CostLine, 'fixed' | 'tokens'> {
  return {
    fixed: lines.reduce((sum, { fixed }) => sum + fixed, 0),
    tokens: lines.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}
