import { describe, expect, it } from 'vitest';
import { embedded } from '../../../../lambda/shared/telemetry/metrics.ts';

describe('metrics in a log line', () => {
  it('are in the format that CloudWatch reads', () => {
    expect(embedded({ ProviderLatency: 120, Refused: 1 }, 1_700_000_000_000)).toEqual({
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

  it('are reported by project, too, where they are a provider’s and there is one', () => {
    const reported = embedded({ Vended: 1, ProviderErrors: 0, ColdStarts: 1, Refused: 1 }, 0, 'eu');
    expect(reported._aws.CloudWatchMetrics.map(({ Dimensions }) => Dimensions)).toEqual([
      [
        ['stage', 'provider'],
        ['stage', 'provider', 'project'],
      ],
      [
        ['stage', 'provider'],
        ['stage', 'provider', 'project'],
      ],
      [['stage', 'provider']],
      [['stage', 'code']],
    ]);
  });
});
