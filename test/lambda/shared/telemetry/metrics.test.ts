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
});
