import * as v from 'valibot';
import { section, wholeNumberOf } from '../settings/options.ts';

/** 24 hours: the longest lifetime that most providers allow. */
export const MAX_LIFETIME_SECONDS = 86_400;

/**
 * The schema of how long the tokens of a stage live, in seconds: by default, and at most.
 *
 * @param shortest lifetime that the provider takes.
 * @param longest lifetime that the provider takes. A stage whose configuration doesn't say so has 24 hours at most.
 */
export function lifetimeBetween(shortest: number, longest: number) {
  const Seconds = wholeNumberOf('seconds', shortest, longest);
  return v.pipe(
    section({
      default: v.optional(
        v.pipe(Seconds, v.description('How long a token lives where the request doesn’t say.')),
        3_600,
      ),
      maximum: v.optional(
        v.pipe(Seconds, v.description('The longest lifetime that a request gets; a longer one is shortened to this.')),
        MAX_LIFETIME_SECONDS,
      ),
    }),
    v.forward(
      v.check(
        (lifetime) => lifetime.default <= lifetime.maximum,
        ({ input }) => `no more than maximum, which is ${input.maximum}`,
      ),
      ['default'],
    ),
  );
}

/** The lifetimes that most providers take. */
export const Lifetime = lifetimeBetween(1, MAX_LIFETIME_SECONDS);
export type Lifetime = v.InferOutput<typeof Lifetime>;

/** The stage's lifetimes for a caller with a maximum of its own. The default is lowered too, so it is never refused. */
export function atMost(maximum: number | undefined, lifetime: Lifetime): Lifetime {
  if (maximum === undefined) return lifetime;
  return { default: Math.min(lifetime.default, maximum), maximum: Math.min(lifetime.maximum, maximum) };
}

/** A longer lifetime than the maximum is shortened to it, not refused. */
export function grantedSeconds(asked: number | undefined, lifetime: Lifetime): number {
  return Math.min(asked ?? lifetime.default, lifetime.maximum);
}
