import * as v from 'valibot';

/** Stands beside the function's bundle: a stage may have more secrets than environment variables have room for. */
export const ROTATING_SECRETS_FILE = 'rotating-secrets.json';

/** What the check of the rotations must know. */
export const RotatingSecrets = v.strictObject({
  stage: v.string(),
  region: v.string(),
  /** Names of the secrets that rotate. */
  secrets: v.array(v.string()),
});
export type RotatingSecrets = v.InferOutput<typeof RotatingSecrets>;
