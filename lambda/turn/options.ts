import * as v from 'valibot';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section } from '../shared/settings/options.ts';

/**
 * The environment variable that says where TURN is: the servers' URLs, with commas between them, for `shared-secret`; else
 * the URL of the provider's API.
 */
export const URLS_VARIABLE = 'TURN_URLS';

export const kinds = ['shared-secret', 'cloudflare', 'twilio'] as const;
export type Kind = (typeof kinds)[number];

/** Shorter ones aren't asked for: the provider would be called for each, and no call is set up so fast. */
export const SHORTEST_SHARED_SECONDS = 60;

/** What the function gets of a stage's configuration; the URLs are in their own variable. */
export const TurnOptions = section({
  kind: v.picklist(kinds, "'shared-secret', 'cloudflare' or 'twilio'"),
  lifetime: v.optional(Lifetime, {}),
});
export type TurnOptions = v.InferOutput<typeof TurnOptions>;
