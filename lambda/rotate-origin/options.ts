import * as v from 'valibot';

/** What the rotation of the origin secret must know. */
export const OriginRotationOptions = v.strictObject({
  distributionId: v.pipe(v.string(), v.nonEmpty()),
  /** A request to each API that is answered with 200 when it comes with the origin secret, and who to ask as. */
  probes: v.pipe(v.array(v.strictObject({ url: v.pipe(v.string(), v.url()), caller: v.string() })), v.nonEmpty()),
});
export type OriginRotationOptions = v.InferOutput<typeof OriginRotationOptions>;
