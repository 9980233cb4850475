import * as v from 'valibot';
import { refuseConflicts } from './conflicts.ts';
import { BadRequest, parse } from './envelope.ts';
import type { PublishToken, SubscribeToken, Token, TokenStream } from './token.ts';
import {
  AllowedIpAddresses,
  AllowedOrigins,
  BindIpsOnUsage,
  Countries,
  GeoCascade,
  jsonObject,
  Label,
  Restreams,
  Stream,
} from './token-fields.ts';

const bothKinds = {
  label: v.nullish(Label),
  refreshToken: v.nullish(v.boolean()),
  isActive: v.nullish(v.boolean()),
  addTokenStreams: v.nullish(v.array(Stream)),
  removeTokenStreams: v.nullish(v.array(v.string())),
  updateAllowedOrigins: v.nullish(AllowedOrigins),
  updateAllowedIpAddresses: v.nullish(AllowedIpAddresses),
  updateBindIpsOnUsage: v.nullish(BindIpsOnUsage),
  updateOriginCluster: v.nullish(v.string()),
  updateAllowedCountries: v.nullish(Countries),
  updateDeniedCountries: v.nullish(Countries),
};
const UpdateSubscribe = jsonObject(bothKinds);
type UpdateSubscribe = v.InferOutput<typeof UpdateSubscribe>;

const UpdatePublish = jsonObject({
  ...bothKinds,
  subscribeRequiresAuth: v.nullish(v.boolean()),
  record: v.nullish(v.boolean()),
  clip: v.nullish(v.boolean()),
  multisource: v.nullish(v.boolean()),
  lowLatencyRtmp: v.nullish(v.boolean()),
  enableThumbnails: v.nullish(v.boolean()),
  displaySrtPassphrase: v.nullish(v.boolean()),
  updateGeoCascade: v.nullish(GeoCascade),
  updateRestream: v.nullish(Restreams),
});

/**
 * The token after an update. An update can't change the end of a token, and null doesn't change a setting.
 *
 * @param newTokenString makes the new string for `refreshToken`.
 * @throws BadRequest when the body breaks a rule of updating.
 */
export function updateToken(token: Token, body: unknown, newTokenString: () => string): Token {
  const [update, settings] = token.kind === 'publish' ? publishUpdate(token, body) : subscribeUpdate(token, body);
  refuseConflicts(settings, listedBy(update, token));
  return update.refreshToken ? { ...settings, token: newTokenString() } : settings;
}

function publishUpdate(token: PublishToken, body: unknown): [UpdateSubscribe, PublishToken] {
  const update = parseUpdate(UpdatePublish, body);
  const settings = {
    ...token,
    ...settingsOfBothKinds(token, update),
    subscribeRequiresAuth: update.subscribeRequiresAuth ?? token.subscribeRequiresAuth,
    record: update.record ?? token.record,
    clip: update.clip ?? token.clip,
    multisource: update.multisource ?? token.multisource,
    lowLatencyRtmp: update.lowLatencyRtmp ?? token.lowLatencyRtmp,
    enableThumbnails: update.enableThumbnails ?? token.enableThumbnails,
    displaySrtPassphrase: update.displaySrtPassphrase ?? token.displaySrtPassphrase,
    geoCascade: update.updateGeoCascade ?? token.geoCascade,
    restream: update.updateRestream ?? token.restream,
  };
  return [update, settings];
}

function subscribeUpdate(token: SubscribeToken, body: unknown): [UpdateSubscribe, SubscribeToken] {
  const update = parseUpdate(UpdateSubscribe, body);
  return [update, { ...token, ...settingsOfBothKinds(token, update) }];
}

function parseUpdate<T extends object>(schema: v.GenericSchema<unknown, T>, body: unknown): T {
  const update = parse(schema, body);
  const says = Object.values(update).some((value) => value !== null && value !== undefined);
  if (!says) throw new BadRequest({ token: 'No properties specified to update.' });
  return update;
}

/** When a binding is ended, the addresses that were bound are kept as a restriction until the list is cleared. */
function settingsOfBothKinds(token: Token, update: UpdateSubscribe) {
  return {
    label: update.label ?? token.label,
    isActive: update.isActive ?? token.isActive,
    streams: streamsAfter(token.streams, update),
    allowedOrigins: update.updateAllowedOrigins ?? token.allowedOrigins,
    allowedIpAddresses: update.updateAllowedIpAddresses ?? token.allowedIpAddresses,
    bindIpsOnUsage: update.updateBindIpsOnUsage ?? token.bindIpsOnUsage,
    originCluster: update.updateOriginCluster ?? token.originCluster,
    allowedCountries: update.updateAllowedCountries ?? token.allowedCountries,
    deniedCountries: update.updateDeniedCountries ?? token.deniedCountries,
  };
}

/** A stream that is added with an existing name replaces the old entry. A token must keep at least one stream. */
function streamsAfter(streams: readonly TokenStream[], update: UpdateSubscribe): readonly TokenStream[] {
  const added = update.addTokenStreams ?? [];
  const gone = new Set([...(update.removeTokenStreams ?? []), ...added.map(({ streamName }) => streamName)]);
  const after = [...streams.filter(({ streamName }) => !gone.has(streamName)), ...added];
  if (after.length === 0) throw new BadRequest({ removeTokenStreams: 'The last stream of a token cannot be removed.' });
  return after;
}

/** The addresses that a caller set. While a token binds itself to addresses, those in its list are not the caller's. */
function listedBy(update: UpdateSubscribe, token: Token): readonly string[] {
  return update.updateAllowedIpAddresses ?? (token.bindIpsOnUsage > 0 ? [] : token.allowedIpAddresses);
}
