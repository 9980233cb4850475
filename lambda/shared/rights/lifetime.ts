import * as v from 'valibot';
import { section, wholeNumberOf } from '../settings/options.ts';

/** 24 hours: the longest that most providers grant. */
export const MAX_LIFETIME_SECONDS = 86_400;

const Seconds = wholeNumberOf('seconds', 1, MAX_LIFETIME_SECONDS);

/** How long the tokens of a stage live, in seconds: where nothing is asked for, and at most. */
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

/** The stage's lifetimes for a caller that has a maximum of its own: what it doesn't ask for, it isn't refused. */
export function atMost(maximum: number | undefined, lifetime: Lifetime): Lifetime {
  if (maximum === undefined) return lifetime;
  return { default: Math.min(lifetime.default, maximum), maximum: Math.min(lifetime.maximum, maximum) };
}

/** What is asked for beyond the maximum is capped, not refused. */
export function grantedSeconds(asked: number | undefined, lifetime: Lifetime): number {
  return Math.min(asked ?? lifetime.default, lifetime.maximum);
}
