import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { type IMetric, MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE } from '../../lambda/shared/telemetry/metrics.ts';

/** The metric of API Gateway's 429s, made from the access logs: API Gateway has none itself. */
export const THROTTLED = 'Throttled';

export function throttledMetric(stage: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: THROTTLED,
    dimensionsMap: { stage },
    statistic: Stats.SUM,
    ...options,
  });
}

/** The one statistic that CloudFront has for each of its metrics. */
const statisticOf = {
  Requests: Stats.SUM,
  '4xxErrorRate': Stats.AVERAGE,
  '5xxErrorRate': Stats.AVERAGE,
  LambdaExecutionError: Stats.SUM,
  LambdaValidationError: Stats.SUM,
  LambdaLimitExceededErrors: Stats.SUM,
} as const;

/**
 * CloudFront's metrics for all edge locations are in us-east-1. `Distribution.metric…()` leaves out the dimension
 * `Region`. Without it, it is a different metric, which has no data:
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

/** The guard's failures at all edge locations: it threw, timed out, gave an invalid answer, or was throttled. */
export function guardErrors(distribution: IDistribution, region?: string): MathExpression {
  const options = region === undefined ? {} : { region };
  return sumOf(
    {
      execution: distributionMetric('LambdaExecutionError', distribution, options),
      validation: distributionMetric('LambdaValidationError', distribution, options),
      limits: distributionMetric('LambdaLimitExceededErrors', distribution, options),
    },
    'guard errors',
  );
}

/** The sum of metrics. One without data counts as 0. */
export function sumOf(usingMetrics: Readonly<Record<string, IMetric>>, label: string): MathExpression {
  const expression = Object.keys(usingMetrics)
    .map((id) => `FILL(${id}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics: { ...usingMetrics }, label });
}
