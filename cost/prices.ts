/**
 * AWS's public list prices in US dollars, typed in by hand: check what you rely on at the pages named. Free tiers and
 * volume discounts are left out, so a bill is at most what is computed from these; taxes are left out as well.
 */
export const PRICES_AS_OF = '2025-06';

/** Prices that differ from region to region. */
export interface RegionPrices {
  /** A million requests to a REST API, the first 333 million of a month. https://aws.amazon.com/api-gateway/pricing */
  readonly restRequests: number;
  /** A million requests to an HTTP API, the first 300 million of a month. */
  readonly httpRequests: number;
  /** A GB of logs taken in. https://aws.amazon.com/cloudwatch/pricing */
  readonly logIngestion: number;
  /** A GB of logs, as they are compressed, kept for a month. */
  readonly logStorage: number;
}

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
  /** A million invocations. https://aws.amazon.com/lambda/pricing */
  lambdaRequests: 0.2,
  /** A GB-second on arm64. */
  lambdaGbSecond: 0.0000133334,
  /** A million invocations at the edge. https://aws.amazon.com/lambda/pricing, Lambda@Edge */
  edgeRequests: 0.6,
  edgeGbSecond: 0.00005001,
  /** A million invocations of a CloudFront Function, and a million reads of its KeyValueStore. */
  cloudFrontFunctions: 0.1,
  keyValueReads: 0.03,
  /** A million HTTPS requests of viewers in North America; Europe is 1.20, South America 2.20. https://aws.amazon.com/cloudfront/pricing */
  cloudFrontRequests: 1.0,
  /** A GB to viewers in North America and Europe. */
  cloudFrontTransfer: 0.085,
  /** A secret for a month, and a million calls. https://aws.amazon.com/secrets-manager/pricing */
  secret: 0.4,
  secretCalls: 5.0,
  /** A million traces recorded. https://aws.amazon.com/xray/pricing */
  traces: 5.0,
  /** A web ACL and each of its rules for a month, and a million requests. https://aws.amazon.com/waf/pricing */
  webAcl: 5.0,
  webAclRule: 1.0,
  webAclRequests: 0.6,
  /** For a month each. https://aws.amazon.com/cloudwatch/pricing */
  alarm: 0.1,
  dashboard: 3.0,
  metric: 0.3,
  /** A customer-managed key for a month. https://aws.amazon.com/kms/pricing */
  key: 1.0,
} as const;
