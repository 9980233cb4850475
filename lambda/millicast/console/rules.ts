import type { Token } from './tokens.ts';

/** The flags of a token, in words. */
const FLAGS: Readonly<Record<string, string>> = {
  subscribeRequiresAuth: 'viewers need a token',
  record: 'records',
  clip: 'clips',
  multisource: 'several sources',
  enableThumbnails: 'thumbnails',
  displaySrtPassphrase: 'shows its SRT passphrase',
  lowLatencyRtmp: 'RTMP with low latency',
};

/** What limits a token and what it switches on, in words. */
export function rulesOf(token: Token): string[] {
  const lists: readonly (readonly [string, unknown])[] = [
    ['pages of', token.allowedOrigins],
    ['from', token.allowedIpAddresses],
    ['countries', token.allowedCountries],
    ['not in', token.deniedCountries],
  ];
  const binds = Number(token.bindIpsOnUsage ?? 0);
  const { trackingId } = (token.tracking ?? {}) as { readonly trackingId?: string | null };
  const restreams = Array.isArray(token.restream) ? token.restream.length : 0;
  return [
    ...lists.flatMap(([text, listed]) =>
      Array.isArray(listed) && listed.length > 0 ? [`${text} ${listed.join(', ')}`] : [],
    ),
    ...(binds > 0 ? [`the first ${binds} addresses`] : []),
    ...(token.originCluster ? [`cluster ${token.originCluster}`] : []),
    ...(trackingId ? [`tracked as ${trackingId}`] : []),
    ...(restreams > 0 ? [`restreams to ${restreams}`] : []),
    ...Object.entries(FLAGS).flatMap(([name, text]) => (token[name] === true ? [text] : [])),
  ];
}
