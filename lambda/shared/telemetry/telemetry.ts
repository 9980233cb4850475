import { env, requireEnv } from '../settings/environment.ts';

/** What a function's logs and metrics say, and where from. */
export interface Telemetry {
  readonly stage: string;
  /** Whether the log tells whom and what a token is for: a user's name is personal data. */
  readonly logSubjects: boolean;
}

export function telemetryFromEnv(): Telemetry {
  return { stage: requireEnv(env.stage), logSubjects: requireEnv(env.logSubjects) === 'true' };
}
