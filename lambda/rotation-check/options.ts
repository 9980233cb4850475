import * as v from 'valibot';

/** A file beside the function's bundle: the secrets of a stage may be too many for environment variables. */
export const ROTATING_SECRETS_FILE = 'rotating-secrets.json';

/** The options of the rotation check. */
export const RotatingSecrets = v.strictObject({
  stage: v.string(),
  region: v.string(),
  /** Names of the secrets that rotate. */
  secrets: v.array(v.string()),
});
export type RotatingSecrets = v.InferOutput<typeof RotatingSecrets>;
