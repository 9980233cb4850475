import * as v from 'valibot';

/**
 * The subscribe token that viewer tokens are signed with: the content of the viewer secret. Viewer tokens only open its
 * streams, and end with it. It has no tracking id, because every viewer token would need the same one.
 */
export const ParentToken = v.object({
  tokenId: v.pipe(v.number(), v.integer()),
  /** The token's string: the signing key. */
  token: v.pipe(v.string(), v.regex(/^[!-~]{16,}$/)),
  streams: v.pipe(
    v.array(v.object({ streamName: v.pipe(v.string(), v.nonEmpty()), isRegex: v.optional(v.boolean(), false) })),
    v.nonEmpty(),
  ),
  /** null: it never ends. */
  expiresAt: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
});
export type ParentToken = v.InferOutput<typeof ParentToken>;
