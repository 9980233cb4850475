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
}

/**
 * What can be counted and measured. Each combination of dimensions is a separate metric that costs money, so callers,
 * channels and users are no dimensions: they are in the log lines. For the same reason a function reports only those
 * that something reads: see `ReportedMetrics`.
 */
export const metrics = {
  /** Tokens. */
  Vended: { unit: 'Count', dimensions: ['stage', 'provider'] },
  /** Requests that a function answered with an error. */
  Refused: { unit: 'Count', dimensions: ['stage', 'code'] },
  /** How long a provider took, retries included. */
  ProviderLatency: { unit: 'Milliseconds', dimensions: ['stage', 'provider'] },
  /** 1 for a failed call of a provider, 0 for a good one: the average is the error rate. */
  ProviderErrors: { unit: 'Count', dimensions: ['stage', 'provider'] },
  /** Rotations that are in progress, overdue or turned off. */
  UnfinishedRotations: { unit: 'Count', dimensions: ['stage'] },
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof metrics;

export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/** A metric, or the same by a provider's project: `Vended/eu`. CloudWatch adds nothing up, so these are two metrics. */
export type ReportedMetric = MetricName | `${MetricName}/${string}`;

/** The metrics that a function reports. The variable `METRICS` has them. */
export type ReportedMetrics = ReadonlySet<string>;

export function writtenMetrics(reported: Iterable<ReportedMetric>): string {
  return [...reported].toSorted().join(',');
}

/** @param written undefined: nothing reads a metric of the function. */
export function readMetrics(written = ''): ReportedMetrics {
  return new Set(written.split(',').filter((name) => name !== ''));
}

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
 * @returns undefined when none of the values is reported.
 */
export function embedded(
  values: MetricValues,
  reported: ReportedMetrics,
  now: number,
  project?: string,
): EmbeddedMetrics | undefined {
  const read = (Object.keys(values) as MetricName[]).flatMap((name) => {
    const sets = dimensionSets(name, reported, project);
    return sets.length === 0 ? [] : [{ name, sets }];
  });
  if (read.length === 0) return undefined;
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: read.map(({ name, sets }) => ({
        Namespace: METRICS_NAMESPACE,
        Dimensions: sets,
        Metrics: [{ Name: name, Unit: metrics[name].unit }],
      })),
    },
    ...Object.fromEntries(read.map(({ name }) => [name, values[name]])),
  };
}

function dimensionSets(
  name: MetricName,
  reported: ReportedMetrics,
  project: string | undefined,
): (readonly Dimension[])[] {
  const { dimensions } = metrics[name];
  const byProject = project !== undefined && reported.has(`${name}/${project}` satisfies ReportedMetric);
  return [...(reported.has(name) ? [dimensions] : []), ...(byProject ? [[...dimensions, 'project' as const]] : [])];
}
