import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../api/errors.ts';
import { observed } from '../../../../lambda/shared/providers/observed.ts';
import { readMetrics } from '../../../../lambda/shared/telemetry/metrics.ts';
import { captureLog } from '../../../support/captured-log.ts';

const telemetry = { stage: 'test', logSubjects: true, metrics: readMetrics('ProviderErrors,ProviderLatency') };

/** A clock that goes on by 40 ms at each reading. */
function steps(): () => number {
  let time = 0;
  return () => (time += 40);
}

describe('an observed call of a provider', () => {
  it('answers what the call answers, and tells how long it took', async () => {
    const log = captureLog();
    const call = observed('interactivity', async (a: number, b: number) => a + b, steps(), telemetry);
    expect(await call(1, 2)).toBe(3);
    expect(log.lines()).toMatchObject([
      {
        message: 'provider answered',
        stage: 'test',
        provider: 'interactivity',
        ProviderLatency: 40,
        ProviderErrors: 0,
      },
    ]);
  });

  it('reports what is read of it, and tells the rest all the same', async () => {
    const log = captureLog();
    const errorsOnly = { ...telemetry, metrics: readMetrics('ProviderErrors') };
    await observed('interactivity', async () => 1, steps(), errorsOnly)();
    await observed('interactivity', async () => 1, steps(), { ...telemetry, metrics: readMetrics() })();
    expect(log.lines()).toMatchObject([
      { message: 'provider answered', durationMs: 40, ProviderErrors: 0 },
      { message: 'provider answered', durationMs: 40 },
    ]);
    expect(log.lines()[0]).not.toHaveProperty('ProviderLatency');
    expect(log.lines()[1]).not.toHaveProperty('_aws');
  });

  it('throws what the call throws, and tells whose fault it is', async () => {
    const log = captureLog();
    const cause = Object.assign(new Error('the provider’s words'), { name: 'Fault', code: 'HTTP 500' });
    const error = new ApiError('provider_failed', 'no', { cause });
    const call = observed('interactivity', () => Promise.reject(error), steps(), telemetry);
    await expect(call()).rejects.toBe(error);
    expect(log.lines()).toMatchObject([
      {
        level: 'error',
        message: 'provider failed',
        code: 'provider_failed',
        cause: 'Fault(HTTP 500)',
        ProviderLatency: 40,
        ProviderErrors: 1,
      },
    ]);
    expect(log.text()).not.toContain('words');
  });

  it.each([
    ['what the provider rightly refused', new ApiError('not_found', 'no')],
    ['a mistake of ours', new TypeError('x is undefined')],
  ])('blames no provider for %s', async (_what, error) => {
    const log = captureLog();
    await expect(observed('interactivity', () => Promise.reject(error), steps(), telemetry)()).rejects.toBe(error);
    expect(log.text()).toBe('');
  });
});
