import * as v from 'valibot';

/** The options of an API's authorizer. */
export const AuthorizerOptions = v.strictObject({
  /** Name of the secret whose value CloudFront puts into the origin header. */
  originSecretId: v.string(),
  originSecretRegion: v.string(),
  /** Where it is asked for, in this order: in its own region and in another. By default where the secret itself is. */
  askedRegions: v.optional(v.array(v.string())),
});
export type AuthorizerOptions = v.InferOutput<typeof AuthorizerOptions>;

/** A file beside the authorizer's bundle. */
export const CALLERS_FILE = 'callers.json';

/** The callers that may use this API, each with the key that its requests are counted under. */
export const AuthorizedCallers = v.record(v.string(), v.string());
export type AuthorizedCallers = v.InferOutput<typeof AuthorizedCallers>;
