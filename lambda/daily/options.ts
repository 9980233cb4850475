import * as v from 'valibot';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section, yesOrNo } from '../shared/settings/options.ts';

/** How a stage vends Daily tokens: a part of the stage's configuration, passed to the function unchanged. */
export const DailyOptions = section({
  lifetime: v.optional(Lifetime, {}),
  owner: yesOrNo(false, 'Whether a request may ask for an owner’s token, with `owner=true`.'),
  hidden: yesOrNo(false, 'Whether a request may ask for a participant whom the others don’t see, with `hidden=true`.'),
  ejectAtEnd: yesOrNo(
    false,
    'Whether Daily ends a participant’s meeting when the token ends. Otherwise the end only keeps from joining. It [replaces](#traps) the room’s own settings for that.',
  ),
});
export type DailyOptions = v.InferOutput<typeof DailyOptions>;
