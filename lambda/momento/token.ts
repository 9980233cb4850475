import * as v from 'valibot';

/** A token in Momento's answer. */
export const DisposableToken = v.object({
  token: v.pipe(v.string(), v.nonEmpty()),
  /** The host that accepts it. */
  endpoint: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.:[\]-]{1,261}$/)),
  /** When it ends, in seconds since 1970; at most what Date can hold. */
  exp: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8_640_000_000_000)),
});
export type DisposableToken = v.InferOutput<typeof DisposableToken>;
