import * as v from 'valibot';
import { MAX_LIFETIME_SECONDS } from '../shared/rights/lifetime.ts';
import { section, wholeNumberOf } from '../shared/settings/options.ts';

/** The function's variable: where Dolby.io vends Interactivity tokens. */
export const TOKEN_URL_VARIABLE = 'INTERACTIVITY_TOKEN_URL';

/** How a stage vends Interactivity tokens: a part of the stage's configuration, handed to the function as it is. */
export const InteractivityOptions = section({
  /** For how long each token is asked for. One token serves every caller, so there is one lifetime, not a range. */
  lifetimeSeconds: v.optional(wholeNumberOf('seconds', 60, MAX_LIFETIME_SECONDS), 3_600),
});
export type InteractivityOptions = v.InferOutput<typeof InteractivityOptions>;
