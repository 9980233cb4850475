import { ApiError } from '../../../api/errors.ts';
import { causeOf, log } from '../telemetry/log.ts';
import { embedded } from '../telemetry/metrics.ts';
import { telemetryFromEnv } from '../telemetry/telemetry.ts';

/**
 * Logs how long each call of a provider took and whether it failed, with metrics. So a failure is seen even if callers
 * don't notice it, because a cached token is still good. An error that isn't the provider's fault, such as `not_found`,
 * is not logged.
 */
export function observed<A extends readonly unknown[], T>(
  provider: string,
  call: (...args: A) => Promise<T>,
  now: () => number,
  { stage, project, metrics: reported } = telemetryFromEnv(),
): (...args: A) => Promise<T> {
  return async (...args) => {
    const startedAt = now();
    const took = (failed: 0 | 1) => {
      const durationMs = now() - startedAt;
      const values = { ProviderLatency: durationMs, ProviderErrors: failed };
      return { durationMs, metrics: embedded(values, reported, now(), project) };
    };
    try {
      const answer = await call(...args);
      const { durationMs, metrics } = took(0);
      log({ level: 'info', message: 'provider answered', stage, provider, project, durationMs }, metrics);
      return answer;
    } catch (error) {
      if (error instanceof ApiError && error.code.startsWith('provider_')) {
        const { durationMs, metrics } = took(1);
        const cause = causeOf(error.cause);
        log(
          { level: 'error', message: 'provider failed', stage, provider, project, durationMs, code: error.code, cause },
          metrics,
        );
      }
      throw error;
    }
  };
}
