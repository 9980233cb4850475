/** The variables that a function's construct sets and its handler reads. */
export const env = {
  /** ARN of the one secret that the function may read. */
  secretArn: 'SECRET_ARN',
  /** JSON of the function's options. */
  options: 'OPTIONS',
  /** The stage, as logs and metrics name it. */
  stage: 'STAGE',
  /** `true` or `false`: whether the log tells whom and what a token is for. */
  logSubjects: 'LOG_SUBJECTS',
  /** For how long a rotation lets a new value wait before it is used. */
  settleSeconds: 'SETTLE_SECONDS',
} as const;

/** @throws Error naming the variable, when it is missing or empty: the function is deployed wrongly and must not start. */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
