import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Audience } from '../../api/route.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import type { TokenApi } from '../apis/token-api.ts';
import type { FunctionMetrics } from './function-metrics.ts';
import { sumOf, throttledMetric } from './metrics.ts';

export interface ApiAlarmsProps {
  readonly stageName: string;
  readonly apis: Readonly<Record<Audience, TokenApi>>;
  readonly metrics: FunctionMetrics;
  /** The providers that are called over the network. */
  readonly remoteProviders: readonly ProviderId[];
}

/** No traffic is no alarm. */
const common = {
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** The alarms in the APIs' region. docs/operations.md says what each means and what to do. */
export class ApiAlarms extends Construct {
  constructor(scope: Construct, id: string, { stageName, apis, metrics, remoteProviders }: ApiAlarmsProps) {
    super(scope, id);
    const serverErrors = sumOf(
      {
        client: apis.client.restApi.metricServerError(),
        admin: apis.admin.restApi.metricServerError(),
      },
      '5xx',
    );
    serverErrors.createAlarm(this, 'ServerErrors', {
      ...common,
      alarmDescription: `Stagepass ${stageName}: the APIs answer with 5xx. See ServerErrors in docs/operations.md.`,
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
    for (const provider of remoteProviders) {
      // Tokens may be reused for an hour, so calls are rare. Over 15 minutes, failing calls are repeated often enough.
      const errors = metrics.ofProvider('ProviderErrors', provider, { period: Duration.minutes(15) });
      errors.createAlarm(this, `ProviderErrors-${provider}`, {
        ...common,
        alarmDescription: `Stagepass ${stageName}: ${provider} refuses, fails or is too slow. See ProviderErrors in docs/operations.md.`,
        threshold: 3,
        evaluationPeriods: 1,
      });
    }
    for (const api of Object.values(apis)) api.countThrottled();
    throttledMetric(stageName).createAlarm(this, 'Throttled', {
      ...common,
      alarmDescription: `Stagepass ${stageName}: many requests are refused with 429. See Throttled in docs/operations.md.`,
      threshold: 100,
      evaluationPeriods: 3,
    });
  }
}
