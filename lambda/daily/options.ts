import * as v from 'valibot';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section } from '../shared/settings/options.ts';

function unlessSaid(description: string) {
  return v.optional(v.pipe(v.boolean('true or false'), v.description(description)), false);
}

/** How a stage vends Daily tokens: a part of the stage's configuration, passed to the function unchanged. */
export const DailyOptions = section({
  lifetime: v.optional(Lifetime, {}),
  owner: unlessSaid('Whether a request may ask for an owner’s token, with `owner=true`.'),
  hidden: unlessSaid('Whether a request may ask for a participant whom the others don’t see, with `hidden=true`.'),
  ejectAtEnd: unlessSaid(
    'Whether Daily ends a participant’s meeting when the token ends. Otherwise the end only keeps from joining. It [replaces](#traps) the room’s own settings for that.',
  ),
});
export type DailyOptions = v.InferOutput<typeof DailyOptions>;
