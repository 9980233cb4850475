import * as v from 'valibot';
import { lifetimeBetween } from '../shared/rights/lifetime.ts';
import { section, yesOrNo } from '../shared/settings/options.ts';
import { lifetimeLimits } from './limits.ts';

/** How a stage vends Zoom tokens: a part of the stage's configuration, passed to the function unchanged. */
export const ZoomOptions = section({
  hosts: yesOrNo(false, 'Whether a token may be a host’s, who can remove others, record, and end the session for all.'),
  lifetime: v.optional(lifetimeBetween(lifetimeLimits.shortest, lifetimeLimits.longest), {}),
});
export type ZoomOptions = v.InferOutput<typeof ZoomOptions>;
