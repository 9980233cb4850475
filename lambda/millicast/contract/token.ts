import * as v from 'valibot';
import { named } from '../../../api/named.ts';
import { ExpiresAt } from '../../../api/tokens.ts';

/*
 * Tokens in Millicast's answers. New fields of its API are left out until they are added here. Of the known fields,
 * only those are required that every token has.
 */

const Id = v.pipe(v.number(), v.integer(), v.examples([100]));
const Texts = v.optional(v.nullable(v.array(v.string())));
const Text = v.optional(v.nullable(v.string()));

/** ISO 8601. `Date.parse` alone isn't strict enough: it finds a year in nearly any text. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** In ms since 1970; NaN for a text that is no time. Millicast's times without a zone are UTC. */
function timestampMs(text: string): number {
  const found = TIMESTAMP.exec(text);
  if (found === null) return Number.NaN;
  return Date.parse(found[1] === undefined ? `${text}Z` : text);
}

const Timestamp = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(timestampMs(text))),
);

const Flag = v.optional(v.boolean());
const Cascade = v.optional(v.nullable(v.object({ isEnabled: v.optional(v.nullable(v.boolean())), clusters: Texts })));

const anyKind = {
  id: Id,
  label: v.string(),
  token: v.pipe(v.string(), v.nonEmpty()),
  addedOn: Text,
  expiresOn: v.optional(v.nullable(Timestamp)),
  isActive: v.boolean(),
  streams: v.array(v.object({ streamName: v.string(), isRegex: v.optional(v.boolean(), false) })),
  allowedOrigins: Texts,
  allowedIpAddresses: Texts,
  bindIpsOnUsage: v.optional(v.nullable(v.pipe(v.number(), v.integer()))),
  originCluster: Text,
  allowedCountries: Texts,
  deniedCountries: Texts,
  effectiveSettings: v.optional(
    v.nullable(v.object({ originCluster: Text, allowedCountries: Texts, deniedCountries: Texts, geoCascade: Cascade })),
  ),
};

const publish = {
  ...anyKind,
  subscribeRequiresAuth: Flag,
  record: Flag,
  clip: Flag,
  multisource: Flag,
  enableThumbnails: Flag,
  lowLatencyRtmp: Flag,
  integrationId: Text,
  displaySrtPassphrase: Flag,
  srtPassphrase: Text,
  geoCascade: Cascade,
  restream: v.optional(v.nullable(v.array(v.object({ label: Text, url: v.string(), key: v.string() })))),
};

const subscribe = {
  ...anyKind,
  tracking: v.optional(v.nullable(v.object({ trackingId: Text }))),
};

/** Adds `expiresAt`, the end of the token in the contract's form. A token whose end can't be read is not accepted. */
function withEnd<T extends { readonly expiresOn?: string | null | undefined }>(token: T) {
  const { expiresOn } = token;
  return { ...token, expiresAt: expiresOn ? new Date(timestampMs(expiresOn)).toISOString() : null };
}

/** A token in Millicast's answer. */
export const UpstreamPublishToken = v.pipe(v.object(publish), v.transform(withEnd));
export const UpstreamSubscribeToken = v.pipe(v.object(subscribe), v.transform(withEnd));
export type UpstreamToken = v.InferOutput<typeof UpstreamPublishToken> | v.InferOutput<typeof UpstreamSubscribeToken>;

const expiresAt = v.pipe(
  v.nullable(ExpiresAt),
  v.description('When the token ends (ISO 8601, UTC): the same moment as expiresOn. null: never.'),
);

const example = {
  id: 100,
  label: 'Main camera',
  token: '7a3f…',
  addedOn: '2026-01-01T11:00:00Z',
  expiresOn: '2026-01-01T12:00:00Z',
  isActive: true,
  streams: [{ streamName: 'main', isRegex: false }],
  expiresAt: '2026-01-01T12:00:00.000Z',
};

export const PublishToken = v.pipe(
  v.strictObject({ ...publish, expiresAt }),
  named('MillicastPublishToken'),
  v.examples([example]),
);
export const SubscribeToken = v.pipe(
  v.strictObject({ ...subscribe, expiresAt }),
  named('MillicastSubscribeToken'),
  v.examples([example]),
);

export const ActiveTokens = v.object({ tokenIds: v.nullish(v.array(Id), null) });

export const DisabledTokens = v.object({
  successfulTokens: v.nullish(v.array(Id), null),
  failedTokens: v.nullish(v.array(v.object({ tokenId: Id, errorMessage: v.nullish(v.string(), null) })), null),
});

/**
 * Answers keep Millicast's envelope, so that clients written for its API, or for the server in its guide, can read
 * them.
 *
 * @param title its name in the contract’s documents.
 */
export function successSchema<const D extends v.GenericSchema>(title: string, data: D) {
  return v.pipe(v.strictObject({ status: v.literal('success'), data }), named(title));
}
