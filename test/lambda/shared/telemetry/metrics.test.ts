import { describe, expect, it } from 'vitest';
import { embedded, readMetrics, writtenMetrics } from '../../../../lambda/shared/telemetry/metrics.ts';

describe('metrics in a log line', () => {
  it('are in the format that CloudWatch reads', () => {
    const reported = readMetrics('ProviderLatency,Refused');
    expect(embedded({ ProviderLatency: 120, Refused: 1 }, reported, 1_700_000_000_000)).toEqual({
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Stagepass',
            Dimensions: [['stage', 'provider']],
            Metrics: [{ Name: 'ProviderLatency', Unit: 'Milliseconds' }],
          },
          { Namespace: 'Stagepass', Dimensions: [['stage', 'code']], Metrics: [{ Name: 'Refused', Unit: 'Count' }] },
        ],
      },
      ProviderLatency: 120,
      Refused: 1,
    });
  });

  it('are those that something reads', () => {
    const values = { ProviderLatency: 120, ProviderErrors: 0 };
    const some = embedded(values, readMetrics('ProviderErrors,Vended'), 0);
    expect(some).toMatchObject({ ProviderErrors: 0 });
    expect(some).not.toHaveProperty('ProviderLatency');
    expect(some?._aws.CloudWatchMetrics).toHaveLength(1);
    expect(embedded(values, readMetrics(), 0)).toBeUndefined();
    expect(embedded({}, readMetrics('Vended'), 0)).toBeUndefined();
  });

  it('are by project where that is read, of this project', () => {
    const values = { Vended: 1, ProviderErrors: 0, Refused: 1 };
    const dimensions = (written: string) =>
      embedded(values, readMetrics(written), 0, 'eu')?._aws.CloudWatchMetrics.map(({ Dimensions }) => Dimensions);
    expect(dimensions('ProviderErrors,ProviderErrors/eu,Refused,Vended')).toEqual([
      [['stage', 'provider']],
      [
        ['stage', 'provider'],
        ['stage', 'provider', 'project'],
      ],
      [['stage', 'code']],
    ]);
    expect(dimensions('Vended/eu')).toEqual([[['stage', 'provider', 'project']]]);
    expect(dimensions('Vended/us')).toBeUndefined();
  });

  it('are written into a variable and read from it', () => {
    const names = ['Vended/eu', 'Refused', 'Vended'] as const;
    expect(writtenMetrics(names)).toBe('Refused,Vended,Vended/eu');
    expect(readMetrics(writtenMetrics(names))).toEqual(new Set(names));
    expect(readMetrics(writtenMetrics([]))).toEqual(new Set());
  });
});
