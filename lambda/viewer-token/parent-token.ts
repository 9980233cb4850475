import * as v from 'valibot';

/**
 * The subscribe token that viewer tokens are signed with: what the viewer secret holds. Viewer tokens open its streams
 * only, and end with it. It has no tracking id of its own: they would all have to carry that one.
 */
export const ParentToken = v.object({
  tokenId: v.pipe(v.number(), v.integer()),
  /** The token's string: the key that signs. */
  token: v.pipe(v.string(), v.regex(/^[!-~]{16,}$/)),
  streams: v.pipe(
    v.array(v.object({ streamName: v.pipe(v.string(), v.nonEmpty()), isRegex: v.optional(v.boolean(), false) })),
    v.nonEmpty(),
  ),
  /** null: it never ends. */
  expiresAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
});
export type ParentToken = v.InferOutput<typeof ParentToken>;
