import type { Plan } from './plan.ts';
import { prices, type RegionPrices } from './prices.ts';

/** The cost of a part in US dollars: for a month without requests (`idle`), and what the month's tokens add. */
export interface CostLine {
  readonly component: string;
  readonly idle: number;
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
  functionLogBytes: 600,
  accessLogBytes: 350,
  authorizerMs: 3,
  /** The share of requests with a cold start, for which loading the code is billed too. */
  coldShare: 0.01,
  coldMs: 400,
  /** Kept logs are compressed. */
  logCompression: 0.15,
  /** How many regions of the edge requests come from. Each has its own instances of the guard. */
  edgeRegions: 5,
  /** How many calls one reading of a caller's password (current and previous) takes, and one of the origin secret. */
  readsPerPassword: 2,
  readsPerOriginSecret: 3,
  /** Lambda@Edge makes the guard's log groups itself, without an end of retention. A year is counted here. */
  guardLogDays: 365,
  /** Rotating the origin secret waits for CloudFront. */
  rotationMs: 300_000,
  rotationCheckMs: 500,
} as const;

const MONTH_SECONDS = 730 * 3600;

/** X-Ray's default rule for API Gateway: one request each second, and a twentieth of those beyond. */
const TRACED = { perSecond: 1, share: 0.05 };

/**
 * What a plan costs, part by part.
 *
 * @param tokens vended in a month, spread evenly over it: then caches help least, and tracing samples most.
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
      : fetches(plan.guardTtlSeconds, assumptions.edgeRegions * plan.callers * busy(assumptions.guardMs)) *
        assumptions.readsPerPassword;
  const authorizations = fetches(plan.authorizerTtlSeconds, plan.callers);
  const originReads =
    Math.min(authorizations, fetches(300, busy(assumptions.authorizerMs))) * assumptions.readsPerOriginSecret;
  const providerReads = fetches(300, busy(assumptions.functionMs));
  const traces = Math.min(tokens, MONTH_SECONDS * TRACED.perSecond) * (1 - TRACED.share) + tokens * TRACED.share;

  return [
    {
      component: 'CloudFront requests and transfer',
      idle: 0,
      tokens:
        millions * prices.cloudFrontRequests.usd +
        ((tokens * assumptions.answerBytes) / 1e9) * prices.cloudFrontTransfer.usd,
    },
    plan.guard === 'lambda-edge'
      ? {
          component: 'Guard (Lambda@Edge)',
          idle: 0,
          tokens:
            millions * prices.edgeRequests.usd + gbSeconds(128, assumptions.guardMs, tokens) * prices.edgeGbSecond.usd,
        }
      : {
          component: 'Guard (CloudFront Function)',
          idle: 0,
          tokens: millions * (prices.cloudFrontFunctions.usd + prices.keyValueReads.usd),
        },
    {
      component: plan.api === 'rest' ? 'API Gateway (REST)' : 'API Gateway (HTTP)',
      idle: 0,
      tokens: millions * (plan.api === 'rest' ? region.restRequests : region.httpRequests),
    },
    {
      component: 'Origin authorizer',
      idle: 0,
      tokens:
        (authorizations / 1e6) * prices.lambdaRequests.usd +
        gbSeconds(plan.memoryMb, assumptions.authorizerMs, authorizations) * prices.lambdaGbSecond.usd,
    },
    {
      component: 'Token functions',
      idle: 0,
      tokens:
        millions * prices.lambdaRequests.usd +
        gbSeconds(plan.memoryMb, assumptions.functionMs, tokens) * prices.lambdaGbSecond.usd,
    },
    {
      component: 'Secrets and their reading',
      idle: plan.secrets * prices.secret.usd,
      tokens: ((passwordReads + originReads + providerReads) / 1e6) * prices.secretCalls.usd,
    },
    {
      component: 'Logs of guard and functions',
      idle: 0,
      // A CloudFront Function that writes nothing has no log.
      tokens:
        (plan.guard === 'lambda-edge' ? logs(assumptions.guardLogBytes, tokens, assumptions.guardLogDays) : 0) +
        logs(assumptions.functionLogBytes, tokens, plan.logsDays),
    },
    {
      component: 'Access log',
      idle: 0,
      tokens: plan.accessLog ? logs(assumptions.accessLogBytes, tokens, plan.logsDays) : 0,
    },
    { component: 'Traces (X-Ray)', idle: 0, tokens: plan.tracing ? (traces / 1e6) * prices.traces.usd : 0 },
    {
      component: 'Web ACL (WAF)',
      idle: plan.webAclRules === undefined ? 0 : prices.webAcl.usd + plan.webAclRules * prices.webAclRule.usd,
      tokens: plan.webAclRules === undefined ? 0 : millions * prices.webAclRequests.usd,
    },
    {
      component: 'Alarms and dashboards',
      idle:
        plan.alarmMetrics * prices.alarm.usd +
        plan.compositeAlarms * prices.compositeAlarm.usd +
        plan.dashboards * prices.dashboard.usd,
      tokens: 0,
    },
    {
      component: 'Metrics of the functions',
      idle: plan.scheduledMetrics * prices.metric.usd,
      // Billed by the hour in which something is reported of them: at one token an hour, all hours.
      tokens: plan.metrics * prices.metric.usd * Math.min(1, tokens / (MONTH_SECONDS / 3600)),
    },
    {
      component: 'Rotation and its check',
      idle:
        plan.rotationsPerMonth * (assumptions.rotationMs / 1000) * (plan.memoryMb / 1024) * prices.lambdaGbSecond.usd +
        plan.checksPerMonth *
          ((prices.lambdaRequests.usd + prices.scheduled.usd) / 1e6 +
            (assumptions.rotationCheckMs / 1000) * (plan.memoryMb / 1024) * prices.lambdaGbSecond.usd),
      tokens: 0,
    },
    {
      component: 'Keys, and code kept in S3',
      idle: plan.keys * prices.key.usd + (plan.assetBytes / 1e9) * prices.storage.usd,
      tokens: 0,
    },
  ];
}

/** All parts together. */
export function total(lines: readonly CostLine[]): Pick<CostLine, 'idle' | 'tokens'> {
  return {
    idle: lines.reduce((sum, { idle }) => sum + idle, 0),
    tokens: lines.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}
