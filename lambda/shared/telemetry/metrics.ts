/*
 * CloudWatch's embedded metric format: a log line that says which of its fields are metrics, so that no call is made for
 * them. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

export const METRICS_NAMESPACE = 'Stagepass';

/** The fields of a line that metrics are told apart by. */
type Dimension = 'stage' | 'provider' | 'code';

interface Metric {
  readonly unit: 'Count' | 'Milliseconds';
  readonly dimensions: readonly Dimension[];
}

/**
 * What is counted and measured. Each combination of dimensions is a metric with a price of its own, so none is by caller,
 * channel or user: the log's lines tell these.
 */
export const metrics = {
  /** Tokens. */
  Vended: { unit: 'Count', dimensions: ['stage', 'provider'] },
  /** Requests that a function refused or could not serve. */
  Refused: { unit: 'Count', dimensions: ['stage', 'code'] },
  /** First requests of a function's instances. */
  ColdStarts: { unit: 'Count', dimensions: ['stage', 'provider'] },
  /** How long a provider took, retries included. */
  ProviderLatency: { unit: 'Milliseconds', dimensions: ['stage', 'provider'] },
  /** 1 for a call of a provider that failed, 0 for one that didn't: the average is the error rate. */
  ProviderErrors: { unit: 'Count', dimensions: ['stage', 'provider'] },
  /** Rotations that are under way, overdue or turned off, whether they should be or not. */
  UnfinishedRotations: { unit: 'Count', dimensions: ['stage'] },
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof metrics;

export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/** The fields that make metrics of a log line, which must hold their dimensions too. */
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

/** @param now in ms since 1970. */
export function embedded(values: MetricValues, now: number): EmbeddedMetrics {
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: (Object.keys(values) as MetricName[]).map((name) => ({
        Namespace: METRICS_NAMESPACE,
        Dimensions: [metrics[name].dimensions],
        Metrics: [{ Name: name, Unit: metrics[name].unit }],
      })),
    },
    ...values,
  };
}
