/*
 * CloudWatch's embedded metric format: a log line says which of its fields are metrics, so that no API call is needed
 * for them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

export const METRICS_NAMESPACE = 'Stagepass';

/** The fields of a log line that are dimensions of metrics. */
type Dimension = 'stage' | 'provider' | 'code' | 'project';

export interface Metric {
  readonly unit: 'Count' | 'Milliseconds';
  readonly dimensions: readonly Dimension[];
  /**
   * Where a stage has projects, the metric is also reported with the dimension `project`. It stays as it is without,
   * since alarms and the dashboard read that one, and CloudWatch adds nothing up.
   */
  readonly alsoByProject?: true;
}

/**
 * What is counted and measured. Each combination of dimensions is a separate metric that costs money, so callers,
 * channels and users are no dimensions: they are in the log lines.
 */
export const metrics = {
  /** Tokens. */
  Vended: { unit: 'Count', dimensions: ['stage', 'provider'], alsoByProject: true },
  /** Requests that a function answered with an error. */
  Refused: { unit: 'Count', dimensions: ['stage', 'code'] },
  /** First requests of a function's instances: with projects, the first of each project, which loads its part. */
  ColdStarts: { unit: 'Count', dimensions: ['stage', 'provider'] },
  /** How long a provider took, retries included. */
  ProviderLatency: { unit: 'Milliseconds', dimensions: ['stage', 'provider'], alsoByProject: true },
  /** 1 for a failed call of a provider, 0 for a good one: the average is the error rate. */
  ProviderErrors: { unit: 'Count', dimensions: ['stage', 'provider'], alsoByProject: true },
  /** Rotations that are in progress, overdue or turned off. */
  UnfinishedRotations: { unit: 'Count', dimensions: ['stage'] },
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof metrics;

export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/** The fields that add metrics to a log line. The line must contain the fields for their dimensions too. */
export interface EmbeddedMetrics extends MetricValues {
  readonly _aws: {
    /** ms since 1970 */
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly Dimension[])[];
      readonly Metrics: readonly { readonly Name: MetricName; readonly Unit: Metric['unit'] }[];
    }[];
  };
}

/**
 * @param now in ms since 1970.
 * @param project undefined where there is none.
 */
export function embedded(values: MetricValues, now: number, project?: string): EmbeddedMetrics {
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: (Object.keys(values) as MetricName[]).map((name) => ({
        Namespace: METRICS_NAMESPACE,
        Dimensions: dimensionSets(metrics[name], project),
        Metrics: [{ Name: name, Unit: metrics[name].unit }],
      })),
    },
    ...values,
  };
}

function dimensionSets({ dimensions, alsoByProject }: Metric, project: string | undefined): (readonly Dimension[])[] {
  return project !== undefined && alsoByProject ? [dimensions, [...dimensions, 'project']] : [dimensions];
}
