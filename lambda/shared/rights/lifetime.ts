import * as v from 'valibot';
import { section, wholeNumberOf } from '../settings/options.ts';

/** 24 hours: the longest lifetime that most providers allow. */
export const MAX_LIFETIME_SECONDS = 86_400;

const Seconds = wholeNumberOf('seconds', 1, MAX_LIFETIME_SECONDS);

/** How long the tokens of a stage live, in seconds: by default, and at most. */
export const Lifetime = v.pipe(
  section({
    default: v.optional(v.pipe(Seconds, v.description('How long a token lives where the request doesn’t say.')), 3_600),
    maximum: v.optional(
      v.pipe(Seconds, v.description('The longest lifetime that a request gets; a longer one is shortened to this.')),
      MAX_LIFETIME_SECONDS,
    ),
  }),
  v.forward(
    v.check((lifetime) => lifetime.default <= lifetime.maximum, 'no more than maximum'),
    ['default'],
  ),
);
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
