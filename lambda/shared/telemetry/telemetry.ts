import { env, requireEnv } from '../settings/environment.ts';
import { type ReportedMetrics, readMetrics } from './metrics.ts';

/** Settings of a function's logs and metrics. */
export interface Telemetry {
  readonly stage: string;
  /** Whether the log says for whom and for what a token is. A user's name is personal data. */
  readonly logSubjects: boolean;
  readonly metrics: ReportedMetrics;
  /** Undefined on a stage that has no projects of the provider. */
  readonly project?: string | undefined;
}

export function telemetryFromEnv(): Telemetry {
  return {
    stage: requireEnv(env.stage),
    logSubjects: requireEnv(env.logSubjects) === 'true',
    metrics: readMetrics(process.env[env.metrics]),
    project: process.env[env.project],
  };
}
