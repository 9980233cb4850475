/**
 * AWS's public list prices in US dollars, without free tiers, volume discounts and taxes. Each has the page where AWS
 * publishes it, and the date when it was last checked there. Prices without a date are from memory: check those that you
 * rely on.
 */
export interface Price {
  readonly usd: number;
  /** What it is the price of. */
  readonly per: string;
  readonly page: string;
  readonly checked?: string;
}

/** Prices that differ from region to region. */
export interface RegionPrices {
  readonly restRequests: number;
  readonly httpRequests: number;
  readonly logIngestion: number;
  readonly logStorage: number;
}

const CHECKED = '2026-11-22';

const pages = {
  apiGateway: 'aws.amazon.com/api-gateway/pricing',
  cloudFront: 'aws.amazon.com/cloudfront/pricing',
  cloudWatch: 'aws.amazon.com/cloudwatch/pricing',
  eventBridge: 'aws.amazon.com/eventbridge/pricing',
  kms: 'aws.amazon.com/kms/pricing',
  lambda: 'aws.amazon.com/lambda/pricing',
  s3: 'aws.amazon.com/s3/pricing',
  secretsManager: 'aws.amazon.com/secrets-manager/pricing',
  waf: 'aws.amazon.com/waf/pricing',
  xray: 'aws.amazon.com/xray/pricing',
} as const;

/** The units and sources of regional prices. Only those of us-east-1 could be checked. */
export const regional: Readonly<Record<keyof RegionPrices, Omit<Price, 'usd'>>> = {
  restRequests: { per: 'million requests to a REST API', page: pages.apiGateway, checked: CHECKED },
  httpRequests: { per: 'million requests to an HTTP API', page: pages.apiGateway, checked: CHECKED },
  logIngestion: { per: 'GB of logs taken in', page: pages.cloudWatch, checked: CHECKED },
  logStorage: { per: 'GB of logs, compressed, a month', page: pages.cloudWatch },
};

export const regionPrices: Readonly<Record<string, RegionPrices>> = {
  'us-east-1': { restRequests: 3.5, httpRequests: 1.0, logIngestion: 0.5, logStorage: 0.03 },
  'us-west-2': { restRequests: 3.5, httpRequests: 1.0, logIngestion: 0.5, logStorage: 0.03 },
  'eu-west-1': { restRequests: 3.5, httpRequests: 1.11, logIngestion: 0.57, logStorage: 0.03 },
  'eu-central-1': { restRequests: 3.7, httpRequests: 1.2, logIngestion: 0.63, logStorage: 0.0324 },
  'ap-northeast-1': { restRequests: 4.25, httpRequests: 1.29, logIngestion: 0.76, logStorage: 0.033 },
  'ap-southeast-2': { restRequests: 3.5, httpRequests: 1.29, logIngestion: 0.67, logStorage: 0.033 },
};

/** The same in all regions above. */
export const prices = {
  lambdaRequests: { usd: 0.2, per: 'million invocations', page: pages.lambda, checked: CHECKED },
  /** Loading the code is billed as well. */
  lambdaGbSecond: { usd: 0.0000133334, per: 'GB-second on arm64', page: pages.lambda, checked: CHECKED },
  edgeRequests: { usd: 0.6, per: 'million invocations at the edge', page: pages.lambda, checked: CHECKED },
  edgeGbSecond: { usd: 0.00005001, per: 'GB-second at the edge', page: pages.lambda },
  cloudFrontFunctions: {
    usd: 0.1,
    per: 'million runs of a CloudFront Function',
    page: pages.cloudFront,
    checked: CHECKED,
  },
  keyValueReads: { usd: 0.03, per: 'million reads of its KeyValueStore', page: pages.cloudFront },
  /** Europe is 1.20, South America 2.20. */
  cloudFrontRequests: {
    usd: 1.0,
    per: 'million HTTPS requests, North America',
    page: pages.cloudFront,
    checked: CHECKED,
  },
  cloudFrontTransfer: {
    usd: 0.085,
    per: 'GB to viewers in North America, Europe',
    page: pages.cloudFront,
    checked: CHECKED,
  },
  secret: { usd: 0.4, per: 'secret a month', page: pages.secretsManager, checked: CHECKED },
  secretCalls: { usd: 5.0, per: 'million calls', page: pages.secretsManager, checked: CHECKED },
  traces: { usd: 5.0, per: 'million traces recorded', page: pages.xray, checked: CHECKED },
  webAcl: { usd: 5.0, per: 'web ACL a month', page: pages.waf, checked: CHECKED },
  webAclRule: { usd: 1.0, per: 'rule or managed group a month', page: pages.waf, checked: CHECKED },
  webAclRequests: { usd: 0.6, per: 'million requests it looks at', page: pages.waf, checked: CHECKED },
  /** An alarm on an expression is billed by the metrics in it. */
  alarm: { usd: 0.1, per: 'metric of an alarm, a month', page: pages.cloudWatch },
  compositeAlarm: { usd: 0.5, per: 'composite alarm a month', page: pages.cloudWatch },
  dashboard: { usd: 3.0, per: 'dashboard a month', page: pages.cloudWatch, checked: CHECKED },
  /** By the hour in which something is reported of it. */
  metric: { usd: 0.3, per: 'metric of one’s own, a month', page: pages.cloudWatch, checked: CHECKED },
  key: { usd: 1.0, per: 'customer-managed key a month', page: pages.kms },
  storage: { usd: 0.023, per: 'GB in S3 a month', page: pages.s3 },
  scheduled: { usd: 1.0, per: 'million scheduled invocations', page: pages.eventBridge },
} as const satisfies Record<string, Price>;
