import * as v from 'valibot';
import { Domains } from '../millicast/options.ts';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section } from '../shared/settings/options.ts';

/** How a stage vends Millicast viewer tokens: a part of its configuration, handed to the function as it is. */
export const ViewerTokenOptions = section({
  lifetime: v.optional(Lifetime, {}),
  /** Whether a token is good from the viewer's address only. Millicast knows IPv4 here: others are refused. */
  bindIp: v.optional(v.boolean('true or false'), false),
  /** Pages on these domains only; none: on all that the parent token allows. */
  allowedOrigins: v.optional(Domains, []),
  /** Whether a token carries its caller's name as tracking id, for Millicast's analytics. */
  trackCaller: v.optional(v.boolean('true or false'), false),
});
export type ViewerTokenOptions = v.InferOutput<typeof ViewerTokenOptions>;
