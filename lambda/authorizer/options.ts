import * as v from 'valibot';

/** What the authorizer of one API must know. */
export const AuthorizerOptions = v.strictObject({
  /** Name of the secret whose value CloudFront puts into the origin header. */
  originSecretId: v.string(),
  originSecretRegion: v.string(),
});
export type AuthorizerOptions = v.InferOutput<typeof AuthorizerOptions>;

/** Stands beside the authorizer's bundle. */
export const CALLERS_FILE = 'callers.json';

/** Who may use this API, and the key that each one's requests are counted under. */
export const AuthorizedCallers = v.record(v.string(), v.string());
export type AuthorizedCallers = v.InferOutput<typeof AuthorizedCallers>;
