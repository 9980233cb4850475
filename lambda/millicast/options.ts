import * as v from 'valibot';
import { section, wholeNumberOf } from '../shared/settings/options.ts';
import { bindsAndLists, DOMAIN, INT32_MAX, IPV4_OR_BLOCK } from './contract/token-fields.ts';

/** The function's variable: where Millicast's API is, without a slash at the end. */
export const API_URL_VARIABLE = 'MILLICAST_API_URL';

const DOMAIN_EXPECTED = 'a domain such as app.example.com or *.example.com';
const ADDRESS_EXPECTED = 'an IPv4 address or a block such as 203.0.113.0/24';

export const Domains = v.array(
  v.pipe(v.string(DOMAIN_EXPECTED), v.regex(DOMAIN, DOMAIN_EXPECTED)),
  'a list of domains',
);

const Addresses = v.array(
  v.pipe(v.string(ADDRESS_EXPECTED), v.regex(IPV4_OR_BLOCK, ADDRESS_EXPECTED)),
  'a list of IPv4 addresses and blocks',
);

/** What a create gets where it says nothing of these itself. */
const defaults = {
  allowedOrigins: v.optional(Domains, []),
  allowedIpAddresses: v.optional(Addresses, []),
  bindIpsOnUsage: v.optional(wholeNumberOf('addresses', 0, INT32_MAX), 0),
};

const oneOfThem = 'either bindIpsOnUsage or allowedIpAddresses';

/** How a stage lets operators make Millicast tokens: a part of its configuration, handed to the function as it is. */
export const MillicastOptions = section({
  /** The longest a token may live, and how long it lives where a create says nothing. */
  maxLifetimeSeconds: v.optional(wholeNumberOf('seconds', 1, INT32_MAX), 2_592_000),
  /** Whether a create may ask for a token that never ends. */
  allowEndlessTokens: v.optional(v.boolean('true or false'), false),
  /** Whether a pattern may open any stream of the account, as `.*` does: it need not say which streams it is for. */
  allowMatchAll: v.optional(v.boolean('true or false'), false),
  publish: v.optional(
    v.pipe(
      section({
        /** Whether viewers need a token, too. Without it, whoever knows the stream's name sees it. */
        subscribeRequiresAuth: v.optional(v.boolean('true or false'), true),
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
