import type { Plan } from './plan.ts';
import { prices, type RegionPrices } from './prices.ts';

/** What a part costs in US dollars: a month in which nobody asks, and what the month's tokens add. */
export interface CostLine {
  readonly component: string;
  readonly idle: number;
  readonly tokens: number;
}

/**
 * What a request is taken to be, where the assembly can't tell. Times and lengths are what the functions show when they
 * run; Lambda's own lines (START, END, REPORT) are part of a log.
 */
export const assumptions = {
  /** An answer with its headers, over TLS. */
  answerBytes: 1_500,
  /** Billed at the edge: it takes well under one millisecond, and one is the least. */
  guardMs: 1,
  guardLogBytes: 300,
  /** Billed for a token that is signed here or held already; one that the provider must be asked for takes longer. */
  functionMs: 5,
  functionLogBytes: 600,
  accessLogBytes: 350,
  authorizerMs: 3,
  /** Every so many requests find no environment ready; loading the code is billed too. */
  coldShare: 0.01,
  coldMs: 400,
  /** Kept logs are compressed. */
  logCompression: 0.15,
  /** Places that requests come from: each has guards of its own. */
  edgeRegions: 5,
  /** Of the SDK's calls for one reading of a caller's password (current and previous), and of the origin secret. */
  readsPerPassword: 2,
  readsPerOriginSecret: 3,
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
  /** How often something held for a while is fetched: once its time is over, but never more often than it is needed. */
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
        millions * prices.cloudFrontRequests + ((tokens * assumptions.answerBytes) / 1e9) * prices.cloudFrontTransfer,
    },
    plan.guard === 'lambda-edge'
      ? {
          component: 'Guard (Lambda@Edge)',
          idle: 0,
          tokens: millions * prices.edgeRequests + gbSeconds(128, assumptions.guardMs, tokens) * prices.edgeGbSecond,
        }
      : {
          component: 'Guard (CloudFront Function)',
          idle: 0,
          tokens: millions * (prices.cloudFrontFunctions + prices.keyValueReads),
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
        (authorizations / 1e6) * prices.lambdaRequests +
        gbSeconds(plan.memoryMb, assumptions.authorizerMs, authorizations) * prices.lambdaGbSecond,
    },
    {
      component: 'Token functions',
      idle: 0,
      tokens:
        millions * prices.lambdaRequests +
        gbSeconds(plan.memoryMb, assumptions.functionMs, tokens) * prices.lambdaGbSecond,
    },
    {
      component: 'Secrets and their reading',
      idle: plan.secrets * prices.secret,
      tokens: ((passwordReads + originReads + providerReads) / 1e6) * prices.secretCalls,
    },
    {
      component: 'Logs of guard and functions',
      idle: 0,
      // A CloudFront Function that writes nothing has no log.
      tokens:
        (plan.guard === 'lambda-edge' ? logs(assumptions.guardLogBytes, tokens, plan.logsDays) : 0) +
        logs(assumptions.functionLogBytes, tokens, plan.logsDays),
    },
    {
      component: 'Access log',
      idle: 0,
      tokens: plan.accessLog ? logs(assumptions.accessLogBytes, tokens, plan.logsDays) : 0,
    },
    { component: 'Traces (X-Ray)', idle: 0, tokens: plan.tracing ? (traces / 1e6) * prices.traces : 0 },
    {
      component: 'Web ACL (WAF)',
      idle: plan.webAclRules === undefined ? 0 : prices.webAcl + plan.webAclRules * prices.webAclRule,
      tokens: plan.webAclRules === undefined ? 0 : millions * prices.webAclRequests,
    },
    {
      component: 'Alarms, metrics, dashboards, keys',
      idle:
        plan.alarms * prices.alarm +
        plan.metrics * prices.metric +
        plan.dashboards * prices.dashboard +
        plan.keys * prices.key,
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
