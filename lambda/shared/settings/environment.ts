/** The variables that a function's construct sets and its handler reads. */
export const env = {
  /** ARN of the one secret that the function may read. */
  secretArn: 'SECRET_ARN',
  /** JSON of the ARNs of the projects' secrets, by the projects' names: for a function whose provider has projects. */
  secretArns: 'SECRET_ARNS',
  /** The project that an instance of the provider's handler is for; not there on a stage without projects. */
  project: 'PROJECT',
  /** The name of the stage's deny list, and its region: for a function that blocks users. */
  deniedUsersSecret: 'DENIED_USERS_SECRET',
  deniedUsersRegion: 'DENIED_USERS_REGION',
  /** Set where the deny list has replicas. */
  deniedUsersReplicated: 'DENIED_USERS_REPLICATED',
  /** JSON of the function's options. */
  options: 'OPTIONS',
  /** The stage's name in logs and metrics. */
  stage: 'STAGE',
  /** `true` or `false`: whether the log says for whom and for what a token is. */
  logSubjects: 'LOG_SUBJECTS',
  /** The metrics that the function reports, with commas between; not there where nothing reads one. */
  metrics: 'METRICS',
  /** How long a rotation waits before a new value is used. */
  settleSeconds: 'SETTLE_SECONDS',
} as const;

/** @throws Error when the variable is missing or empty: the function is deployed wrongly and must not start. */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
