import * as v from 'valibot';
import { MAX_LIFETIME_SECONDS } from '../shared/rights/lifetime.ts';
import { section, wholeNumberOf } from '../shared/settings/options.ts';

/** The environment variable with the URL where Dolby.io vends Interactivity tokens. */
export const TOKEN_URL_VARIABLE = 'INTERACTIVITY_TOKEN_URL';

/** How a stage vends Interactivity tokens: a part of the stage's configuration, passed to the function unchanged. */
export const InteractivityOptions = section({
  lifetimeSeconds: v.optional(
    v.pipe(
      wholeNumberOf('seconds', 60, MAX_LIFETIME_SECONDS),
      v.description(
        'For how long each token is asked for. All callers share one token, so there is one lifetime, not a range.',
      ),
    ),
    3_600,
  ),
});
export type InteractivityOptions = v.InferOutput<typeof InteractivityOptions>;
