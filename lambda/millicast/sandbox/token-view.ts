import type { Token } from './token.ts';

/** The account's setting, for tokens that have none. */
const ACCOUNT_GEO_CASCADE = { isEnabled: false, clusters: [] };

/** A token in the form of the API's answers. */
export function viewOf(token: Token): Record<string, unknown> {
  const { allowedCountries, deniedCountries, originCluster } = token;
  const geoCascade = token.kind === 'publish' ? token.geoCascade : null;
  return {
    id: token.id,
    label: token.label,
    /** The older name of `label`, which the API still sends. */
    name: token.label,
    token: token.token,
    addedOn: new Date(token.addedOn).toISOString(),
    expiresOn: token.expiresOn === null ? null : new Date(token.expiresOn).toISOString(),
    isActive: token.isActive,
    streams: token.streams,
    allowedOrigins: token.allowedOrigins,
    allowedIpAddresses: token.allowedIpAddresses,
    bindIpsOnUsage: token.bindIpsOnUsage === 0 ? null : token.bindIpsOnUsage,
    originCluster,
    allowedCountries,
    deniedCountries,
    effectiveSettings: {
      originCluster,
      allowedCountries,
      deniedCountries,
      geoCascade: geoCascade ?? ACCOUNT_GEO_CASCADE,
    },
    ...viewOfKind(token),
  };
}

function viewOfKind(token: Token): Record<string, unknown> {
  if (token.kind === 'subscribe') {
    return { tracking: token.trackingId === null ? null : { trackingId: token.trackingId } };
  }
  return {
    subscribeRequiresAuth: token.subscribeRequiresAuth,
    record: token.record,
    clip: token.clip,
    multisource: token.multisource,
    enableThumbnails: token.enableThumbnails,
    lowLatencyRtmp: token.lowLatencyRtmp,
    integrationId: 'None',
    displaySrtPassphrase: token.displaySrtPassphrase,
    srtPassphrase: token.displaySrtPassphrase ? token.srtPassphrase : null,
    geoCascade: token.geoCascade,
    restream: token.restream,
  };
}
