import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { type IMetric, MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ProviderId } from '../../lambda/providers.ts';
import { METRICS_NAMESPACE, type MetricName, metrics } from '../../lambda/shared/telemetry/metrics.ts';

/** API Gateway's 429, counted out of the access logs: API Gateway has no metric of its own for them. */
export const THROTTLED = 'Throttled';

/** What our functions count of a provider, or measure. */
export function providerMetric(
  name: Exclude<MetricName, 'Refused'>,
  stage: string,
  provider: ProviderId,
  options: MetricOptions = {},
): Metric {
  const values = { stage, provider };
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: Object.fromEntries(metrics[name].dimensions.map((dimension) => [dimension, values[dimension]])),
    statistic: metrics[name].unit === 'Count' ? Stats.SUM : Stats.p(50),
    ...options,
  });
}

export function throttledMetric(stage: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: THROTTLED,
    dimensionsMap: { stage },
    statistic: Stats.SUM,
    ...options,
  });
}

/** What the functions refused, a line a code. Which codes there are is found out when it is looked at. */
export function refusedByCode(stage: string, region: string): MathExpression {
  const search = `{${METRICS_NAMESPACE},${metrics.Refused.dimensions.join(',')}} MetricName="Refused" stage="${stage}"`;
  return new MathExpression({ expression: `SEARCH('${search}', 'Sum', 300)`, label: '', searchRegion: region });
}

/** CloudFront offers one statistic of each of its metrics. */
const statisticOf = {
  Requests: Stats.SUM,
  '4xxErrorRate': Stats.AVERAGE,
  '5xxErrorRate': Stats.AVERAGE,
  LambdaExecutionError: Stats.SUM,
  LambdaValidationError: Stats.SUM,
  LambdaLimitExceededErrors: Stats.SUM,
} as const;

/**
 * What CloudFront counts, in us-east-1, for all edge locations. `Distribution.metric…()` would leave out the dimension
 * `Region`, and a metric without it is another one, that has no data:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
export function distributionMetric(
  metricName: keyof typeof statisticOf,
  { distributionId }: IDistribution,
  options: MetricOptions = {},
): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    dimensionsMap: { DistributionId: distributionId, Region: 'Global' },
    statistic: statisticOf[metricName],
    ...options,
  });
}

/** The guard's failures at any edge location: it threw or timed out, answered nonsense, or was throttled. */
export function guardErrors(distribution: IDistribution): MathExpression {
  return sumOf(
    {
      execution: distributionMetric('LambdaExecutionError', distribution),
      validation: distributionMetric('LambdaValidationError', distribution),
      limits: distributionMetric('LambdaLimitExceededErrors', distribution),
    },
    'guard errors',
  );
}

/** A metric counts as 0 for as long as nothing is reported of it. */
export function sumOf(usingMetrics: Readonly<Record<string, IMetric>>, label: string): MathExpression {
  const expression = Object.keys(usingMetrics)
    .map((id) => `FILL(${id}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics: { ...usingMetrics }, label });
}
