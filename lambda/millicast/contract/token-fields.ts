import * as v from 'valibot';
import { fields, listOf, optional, TrueOrFalse, text, wholeNumberFrom } from '../../../api/body.ts';
import { named } from '../../../api/named.ts';
import { NAMES_ITS_STREAMS } from './stream-names.ts';
import { patternProblem } from './stream-pattern.ts';

/*
 * The fields of Millicast's tokens and their limits, as in its published OpenAPI document and guides.
 */

export const INT32_MAX = 2_147_483_647;

const DOMAIN_LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** A domain, not an origin: Millicast compares only the host of the Origin header, not the scheme and the port. */
export const DOMAIN = new RegExp(`^(?=.{1,253}$)(?:\\*\\.)?${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*$`);

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** Millicast takes no IPv6 address. */
export const IPV4_OR_BLOCK = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}(?:/(?:3[0-2]|[12]?\\d))?$`);

const DOMAIN_EXPECTED = 'must be a domain such as app.example.com or *.example.com, without scheme, port and path';
const ADDRESS_EXPECTED = 'must be an IPv4 address or a block such as 203.0.113.0/24';
const COUNTRY_EXPECTED = 'must be an ISO 3166-1 code of two capital letters, such as DE';

export const Label = text(128);

export const Stream = v.pipe(
  fields({
    streamName: v.pipe(text(128), v.description(`A stream’s name. With isRegex, a pattern that ${NAMES_ITS_STREAMS}.`)),
    isRegex: optional(
      v.pipe(
        TrueOrFalse,
        v.title('A pattern'),
        v.description('Whether the token opens all streams whose whole name matches.'),
      ),
    ),
  }),
  v.forward(
    v.check(
      ({ streamName, isRegex }) => !isRegex || patternProblem(streamName) === undefined,
      ({ input }) => patternProblem(input.streamName) ?? '',
    ),
    ['streamName'],
  ),
  named('MillicastStream'),
);

const AllowedOrigins = v.pipe(
  listOf(v.pipe(v.string(DOMAIN_EXPECTED), v.regex(DOMAIN, DOMAIN_EXPECTED)), 'domains'),
  named('MillicastDomains'),
);
const AllowedIpAddresses = v.pipe(
  listOf(v.pipe(v.string(ADDRESS_EXPECTED), v.regex(IPV4_OR_BLOCK, ADDRESS_EXPECTED)), 'IPv4 addresses and blocks'),
  named('MillicastAddresses'),
);
const Countries = v.pipe(
  listOf(v.pipe(v.string(COUNTRY_EXPECTED), v.regex(/^[A-Z]{2}$/, COUNTRY_EXPECTED)), 'countries'),
  named('MillicastCountries'),
);

/** The restrictions that both kinds of token can have. In an update their names have `update` before them. */
export const restrictions = {
  allowedOrigins: optional(v.pipe(AllowedOrigins, v.description('Pages on these domains only; none: on all.'))),
  allowedIpAddresses: optional(v.pipe(AllowedIpAddresses, v.description('From these addresses only; none: from all.'))),
  bindIpsOnUsage: optional(
    v.pipe(
      wholeNumberFrom(0, INT32_MAX),
      v.title('Bind to addresses'),
      v.description('Binds the token to the first so many addresses that use it; 0: to none.'),
    ),
  ),
  originCluster: optional(text(128)),
  allowedCountries: optional(Countries),
  deniedCountries: optional(Countries),
};

const RESTREAM_KEY = 'must be text of 5 to 512 characters';

export const GeoCascade = v.pipe(
  fields({
    /** null: as in the account's settings. */
    isEnabled: v.nullable(TrueOrFalse),
    clusters: optional(listOf(text(128), 'clusters')),
  }),
  named('MillicastGeoCascade'),
);

export const Restreams = v.pipe(
  listOf(
    fields({
      label: optional(v.pipe(v.string('must be text'), v.maxLength(2048, 'must have 2048 characters at most'))),
      url: text(2048),
      key: v.pipe(v.string(RESTREAM_KEY), v.minLength(5, RESTREAM_KEY), v.maxLength(512, RESTREAM_KEY)),
    }),
    'objects with url and key',
  ),
  v.maxLength(10, 'must hold 10 entries at most'),
  named('MillicastRestreams'),
);

/** Settings that only publish tokens have. */
export const publishSettings = {
  subscribeRequiresAuth: optional(
    v.pipe(TrueOrFalse, v.title('Viewers need a token'), v.description('Whether viewers need a token, too.')),
  ),
  record: optional(TrueOrFalse),
  clip: optional(TrueOrFalse),
  multisource: optional(TrueOrFalse),
  enableThumbnails: optional(TrueOrFalse),
  displaySrtPassphrase: optional(TrueOrFalse),
  lowLatencyRtmp: optional(TrueOrFalse),
};

interface Exclusive {
  readonly bindIpsOnUsage?: number | null | undefined;
  readonly allowedIpAddresses?: readonly string[] | null | undefined;
  readonly allowedCountries?: readonly string[] | null | undefined;
  readonly deniedCountries?: readonly string[] | null | undefined;
}

/** Millicast doesn't accept both. 0 and an empty list count as not set. */
export function bindsAndLists({ bindIpsOnUsage, allowedIpAddresses }: Exclusive): boolean {
  return (bindIpsOnUsage ?? 0) > 0 && (allowedIpAddresses ?? []).length > 0;
}

export function allowsAndDenies({ allowedCountries, deniedCountries }: Exclusive): boolean {
  return (allowedCountries ?? []).length > 0 && (deniedCountries ?? []).length > 0;
}
