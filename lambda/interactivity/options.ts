import * as v from 'valibot';
import { MAX_LIFETIME_SECONDS } from '../shared/rights/lifetime.ts';
import { section, wholeNumberOf } from '../shared/settings/options.ts';

/** How a stage vends Interactivity tokens: a part of the stage's configuration, handed to the function as it is. */
export const InteractivityOptions = section({
  /** For how long each token is asked for. One token serves every caller, so there is one lifetime, not a range. */
  lifetimeSeconds: v.optional(wholeNumberOf('seconds', 60, MAX_LIFETIME_SECONDS), 3_600),
});
export type InteractivityOptions = v.InferOutput<typeof InteractivityOptions>;
