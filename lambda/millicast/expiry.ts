import type { UpstreamToken } from '../../api/millicast/token.ts';

/** When a token ends (ISO 8601, UTC); null: never. Where Millicast's time names no zone, it is UTC. */
export function expiryOf({ expiresOn }: Pick<UpstreamToken, 'expiresOn'>): string | null {
  if (expiresOn === null || expiresOn === undefined) return null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(expiresOn) ? expiresOn : `${expiresOn}Z`;
  return new Date(zoned).toISOString();
}
