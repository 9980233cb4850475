import * as v from 'valibot';
import { lifetimeBetween } from '../shared/rights/lifetime.ts';
import { section } from '../shared/settings/options.ts';
import { lifetimeLimits } from './limits.ts';

/** How a stage vends Zoom tokens: a part of the stage's configuration, passed to the function unchanged. */
export const ZoomOptions = section({
  hosts: v.optional(
    v.pipe(
      v.boolean('true or false'),
      v.description('Whether a token may be a host’s, who can remove others, record, and end the session for all.'),
    ),
    false,
  ),
  lifetime: v.optional(lifetimeBetween(lifetimeLimits.shortest, lifetimeLimits.longest), {}),
});
export type ZoomOptions = v.InferOutput<typeof ZoomOptions>;
