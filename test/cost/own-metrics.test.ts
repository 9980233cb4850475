import { expect, it } from 'vitest';
import { ApiError, type ErrorCode } from '../../api/errors.ts';
import { ownMetrics, type ReportingFunction } from '../../cost/own-metrics.ts';
import { providerOf, providerOfFunction } from '../../lambda/providers.ts';
import { observed } from '../../lambda/shared/providers/observed.ts';
import { type EmbeddedMetrics, readMetrics } from '../../lambda/shared/telemetry/metrics.ts';
import { requestLog } from '../../lambda/shared/telemetry/request-log.ts';
import { captureLog } from '../support/captured-log.ts';

const now = () => 1_700_000_000_000;

/** Has a function log all that may happen to its requests and its calls of the provider. */
async function runs({ id, reported }: ReportingFunction, projects: readonly string[]): Promise<void> {
  const provider = providerOfFunction(id);
  if (provider === undefined) return;
  const { isRemote, routes } = providerOf(provider);
  for (const project of projects) {
    const telemetry = { stage: 'test', logSubjects: true, metrics: readMetrics(reported), project };
    for (const route of routes) {
      const codes = [...route.failures, 'invalid_request', 'not_allowed', 'not_found', 'internal_error', 'unavailable'];
      const body: ErrorCode[] = route.body ? ['payload_too_large', 'unsupported_media_type'] : [];
      const log = () => {
        const request = { requestId: 'r', caller: 'client', httpMethod: route.method, resource: route.path, route };
        const of = requestLog(request, telemetry, now);
        of.inProject(project);
        return of;
      };
      log().answered({});
      for (const code of [...codes, ...body] as ErrorCode[]) log().refused(new ApiError(code, 'no'));
    }
    if (!isRemote) continue;
    await observed(provider, async () => 'a token', now, telemetry)();
    const fails = () => Promise.reject(new ApiError('provider_failed', 'no'));
    await expect(observed(provider, fails, now, telemetry)()).rejects.toThrow();
  }
}

/** The metrics that CloudWatch makes of log lines. */
function metricsOf(lines: readonly Record<string, unknown>[]): ReadonlySet<string> {
  const made = new Set<string>();
  for (const line of lines) {
    const { _aws } = line as unknown as Partial<EmbeddedMetrics>;
    for (const { Dimensions, Metrics } of _aws?.CloudWatchMetrics ?? []) {
      for (const names of Dimensions) {
        const values = names.map((name) => `${name}=${line[name]}`);
        for (const { Name } of Metrics) made.add([Name, ...values].join(' '));
      }
    }
  }
  return made;
}

it.each<[string, readonly ReportingFunction[]]>([
  ['nothing', [{ id: 'agora', reported: undefined }]],
  [
    'a stage with alarms',
    [...['interactivity', 'momento', 'millicast'].map((id) => ({ id, reported: 'ProviderErrors' }))],
  ],
  [
    'a stage with a dashboard and projects',
    [
      { id: 'agora', reported: 'Refused,Vended,Vended/eu' },
      { id: 'momento', reported: 'ProviderErrors,ProviderLatency/us,Refused,Vended' },
      { id: 'millicast', reported: 'ProviderErrors,Refused,Vended' },
      // The same provider’s, so the same metrics.
      { id: 'viewer-token', reported: 'ProviderErrors,Refused,Vended' },
      { id: 'livekit', reported: 'Refused,Vended' },
    ],
  ],
])('counts the metrics that the functions’ log lines make: %s', async (_what, functions) => {
  const log = captureLog();
  for (const each of functions) await runs(each, ['eu', 'us']);
  const made = metricsOf(log.lines());
  expect(ownMetrics(functions).size).toBe(made.size);
});

it('counts what a schedule reports, once', () => {
  expect([...ownMetrics([{ id: 'rotation-check', reported: 'UnfinishedRotations' }])]).toEqual(['UnfinishedRotations']);
});
