import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { distributionMetric, guardErrors } from './metrics.ts';

export interface EdgeAlarmsProps {
  readonly stageName: string;
  readonly distribution: Distribution;
}

/** No traffic is no alarm. */
const common = {
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/**
 * The alarms in front of the APIs. The guard's own metrics and logs are in the region where it ran. CloudFront's metrics,
 * of its edge functions too, are in us-east-1.
 */
export class EdgeAlarms extends Construct {
  constructor(scope: Construct, id: string, { stageName, distribution }: EdgeAlarmsProps) {
    super(scope, id);
    distributionMetric('5xxErrorRate', distribution).createAlarm(this, 'ErrorRate', {
      ...common,
      alarmDescription: `Stagepass ${stageName}: 5 % of all requests or more end in 5xx. See ErrorRate in docs/operations.md.`,
      threshold: 5,
      evaluationPeriods: 3,
    });
    guardErrors(distribution).createAlarm(this, 'GuardErrors', {
      ...common,
      alarmDescription: `Stagepass ${stageName}: the guard fails at the edge. See GuardErrors in docs/operations.md.`,
      threshold: 5,
      evaluationPeriods: 1,
    });
  }
}
