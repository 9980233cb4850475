import * as v from 'valibot';
import { ExpiresAt } from '../tokens.ts';

/*
 * Tokens as Millicast shows them. What it adds in the future stays out until it is named here; of what it names today
 * only what a token can't be without is insisted on.
 */

const Id = v.pipe(v.number(), v.integer());
const Texts = v.optional(v.nullable(v.array(v.string())));
const Text = v.optional(v.nullable(v.string()));
const Time = v.optional(
  v.nullable(
    v.pipe(
      v.string(),
      v.check((time) => !Number.isNaN(Date.parse(time))),
    ),
  ),
);
const Flag = v.optional(v.boolean());
const Cascade = v.optional(v.nullable(v.object({ isEnabled: v.optional(v.nullable(v.boolean())), clusters: Texts })));

const anyKind = {
  id: Id,
  label: v.string(),
  token: v.pipe(v.string(), v.nonEmpty()),
  addedOn: Time,
  expiresOn: Time,
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

/** A token out of Millicast's answer. */
export const UpstreamPublishToken = v.object(publish);
export const UpstreamSubscribeToken = v.object(subscribe);
export type UpstreamToken = v.InferOutput<typeof UpstreamPublishToken> | v.InferOutput<typeof UpstreamSubscribeToken>;

const expiresAt = v.pipe(
  v.nullable(ExpiresAt),
  v.description('When the token ends (ISO 8601, UTC): the same moment as expiresOn. null: never.'),
);

export const PublishToken = v.strictObject({ ...publish, expiresAt });
export const SubscribeToken = v.strictObject({ ...subscribe, expiresAt });

export const ActiveTokens = v.object({ tokenIds: v.nullish(v.array(Id), null) });

export const DisabledTokens = v.object({
  successfulTokens: v.nullish(v.array(Id), null),
  failedTokens: v.nullish(v.array(v.object({ tokenId: Id, errorMessage: v.nullish(v.string(), null) })), null),
});

/** Answers keep Millicast's envelope, so that what was written for its API or its guide's server reads them. */
export function success<const D extends v.GenericSchema>(data: D) {
  return v.strictObject({ status: v.literal('success'), data });
}
