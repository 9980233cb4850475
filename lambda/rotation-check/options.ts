import * as v from 'valibot';

/** What the check of the rotations must know. */
export const RotationCheckOptions = v.strictObject({
  stage: v.string(),
  /** ARNs of the secrets that rotate. */
  secrets: v.array(v.string()),
});
export type RotationCheckOptions = v.InferOutput<typeof RotationCheckOptions>;
