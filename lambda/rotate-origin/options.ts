import * as v from 'valibot';

/** The options of the rotation of the origin secret. */
export const OriginRotationOptions = v.strictObject({
  distributionId: v.pipe(v.string(), v.nonEmpty()),
  /** For each API a URL that answers 200 to a request with the origin secret, and the caller to send with it. */
  probes: v.pipe(v.array(v.strictObject({ url: v.pipe(v.string(), v.url()), caller: v.string() })), v.nonEmpty()),
});
export type OriginRotationOptions = v.InferOutput<typeof OriginRotationOptions>;
