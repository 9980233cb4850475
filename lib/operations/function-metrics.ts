import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ProviderId } from '../../lambda/providers.ts';
import {
  METRICS_NAMESPACE,
  type MetricName,
  metrics,
  type ReportedMetric,
  writtenMetrics,
} from '../../lambda/shared/telemetry/metrics.ts';

export type ProviderMetric = Exclude<MetricName, 'Refused' | 'UnfinishedRotations'>;

export interface ProviderMetricOptions extends MetricOptions {
  /** One of the provider's projects. By default, the metric is of all of them together. */
  readonly project?: string;
}

/**
 * The metrics of the stage's functions. Each costs money whether somebody reads it or not, so functions report only those
 * that were asked for here: by an alarm, the dashboard, or the app that the stage is in.
 */
export class FunctionMetrics {
  readonly #stageName: string;
  readonly #ofProviders = new Map<ProviderId, Set<ReportedMetric>>();
  #refused = false;

  constructor(stageName: string) {
    this.#stageName = stageName;
  }

  ofProvider(name: ProviderMetric, provider: ProviderId, { project, ...options }: ProviderMetricOptions = {}): Metric {
    const asked = this.#ofProviders.get(provider) ?? new Set();
    this.#ofProviders.set(provider, asked.add(project === undefined ? name : `${name}/${project}`));
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: name,
      dimensionsMap: { stage: this.#stageName, provider, ...(project !== undefined && { project }) },
      statistic: metrics[name].unit === 'Count' ? Stats.SUM : Stats.p(50),
      ...options,
    });
  }

  /**
   * The functions' refusals, one line per error code. CloudWatch finds the codes when the dashboard is opened.
   *
   * @param there what the lines' names have after the code.
   */
  refusedByCode(region: string, there = ''): MathExpression {
    this.#refused = true;
    const search = `{${METRICS_NAMESPACE},${metrics.Refused.dimensions.join(',')}} MetricName="Refused" stage="${this.#stageName}"`;
    // CloudWatch fills it in. Without a label it writes what differs between the lines, so the code alone.
    const label = there === '' ? '' : `\${PROP('Dim.code')}${there}`;
    return new MathExpression({ expression: `SEARCH('${search}', 'Sum', 300)`, label, searchRegion: region });
  }

  /**
   * What a function must report, as its variable has it; undefined: nothing. To be called when all metrics have been
   * asked for, so at synthesis.
   *
   * @param provider undefined for a function that is of none.
   */
  reportedBy(provider: ProviderId | undefined): string | undefined {
    const ofProvider = provider === undefined ? [] : (this.#ofProviders.get(provider) ?? []);
    return writtenMetrics([...ofProvider, ...(this.#refused ? (['Refused'] as const) : [])]) || undefined;
  }
}
