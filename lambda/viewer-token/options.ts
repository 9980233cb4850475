import * as v from 'valibot';
import { Domains } from '../millicast/domains.ts';
import { Lifetime } from '../shared/rights/lifetime.ts';
import { section, yesOrNo } from '../shared/settings/options.ts';

/** How a stage vends Millicast viewer tokens: a part of its configuration, passed to the function unchanged. */
export const ViewerTokenOptions = section({
  lifetime: v.optional(Lifetime, {}),
  bindIp: yesOrNo(
    false,
    'Whether a token is good only from the address of the viewer who asks. Millicast binds to IPv4 only, so viewers over IPv6 are refused.',
  ),
  allowedOrigins: v.optional(
    v.pipe(Domains, v.description('The domains that a token is good on. None: all that the parent token allows.')),
    [],
  ),
  trackCaller: yesOrNo(false, 'Whether a token carries its caller’s name as tracking id, for Millicast’s analytics.'),
});
export type ViewerTokenOptions = v.InferOutput<typeof ViewerTokenOptions>;
