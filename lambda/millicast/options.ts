import * as v from 'valibot';
import { section, wholeNumberOf, yesOrNo } from '../shared/settings/options.ts';
import { bindsAndLists, INT32_MAX, IPV4_OR_BLOCK } from './contract/token-fields.ts';
import { Domains } from './domains.ts';

/** The environment variable with the URL of Millicast's API, without a slash at the end. */
export const API_URL_VARIABLE = 'MILLICAST_API_URL';

const ADDRESS_EXPECTED = 'an IPv4 address or a block such as 203.0.113.0/24';

const Addresses = v.array(
  v.pipe(v.string(ADDRESS_EXPECTED), v.regex(IPV4_OR_BLOCK, ADDRESS_EXPECTED)),
  'a list of IPv4 addresses and blocks',
);

/** Defaults for settings that a create leaves out. */
const defaults = {
  allowedOrigins: v.optional(v.pipe(Domains, v.description('Domains that it is good on.')), []),
  allowedIpAddresses: v.optional(v.pipe(Addresses, v.description('Addresses and blocks that it is good from.')), []),
  bindIpsOnUsage: v.optional(
    v.pipe(wholeNumberOf('addresses', 0, INT32_MAX), v.description('How many addresses it [binds itself to](#traps).')),
    0,
  ),
};

const oneOfThem = 'either bindIpsOnUsage or allowedIpAddresses';

/** How a stage lets operators make Millicast tokens: a part of its configuration, passed to the function unchanged. */
export const MillicastOptions = section({
  maxLifetimeSeconds: v.optional(
    v.pipe(wholeNumberOf('seconds', 1, INT32_MAX), v.description('The longest lifetime, and the default.')),
    2_592_000,
  ),
  allowEndlessTokens: yesOrNo(false, 'Whether tokens may live for ever.'),
  allowMatchAll: yesOrNo(false, 'Whether a [pattern](#stream-patterns) may open every stream.'),
  publish: v.optional(
    v.pipe(
      section({
        subscribeRequiresAuth: yesOrNo(true, 'Whether viewers [need a token](#traps), too.'),
        ...defaults,
      }),
      v.check((given) => !bindsAndLists(given), oneOfThem),
    ),
    {},
  ),
  subscribe: v.optional(
    v.pipe(
      section(defaults),
      v.check((given) => !bindsAndLists(given), oneOfThem),
    ),
    {},
  ),
});
export type MillicastOptions = v.InferOutput<typeof MillicastOptions>;
