import * as v from 'valibot';

/** What the authorizer of one API must know. */
export const AuthorizerOptions = v.strictObject({
  /** Name of the secret whose value CloudFront puts into the origin header. */
  originSecretId: v.string(),
  originSecretRegion: v.string(),
  /** With a caller's name it makes the key that the caller's requests are counted under. */
  stageName: v.string(),
  /** Who may use this API. */
  callers: v.array(v.string()),
});
export type AuthorizerOptions = v.InferOutput<typeof AuthorizerOptions>;
