import type { Issuer } from '../config.ts';
import { type JsonFetcher, jsonFetcher, UselessAnswer } from './fetch-json.ts';
import { type KeySet, keySet } from './verification-keys.ts';

/** For the OpenID configuration and the keys together. */
const DEADLINE_MS = 3_500;

/** Where an issuer's keys are: a URL of its JWK set, or of its OpenID configuration, which names that. */
export type KeySource = { readonly keys: string } | { readonly configuration: string; readonly issuer: string };

export function keySourceOf({ issuer, jwksUri }: Pick<Issuer, 'issuer' | 'jwksUri'>): KeySource {
  if (jwksUri !== undefined) return { keys: jwksUri };
  // OpenID Connect Discovery 1.0 §4: any slash at the issuer's end is removed first.
  return { configuration: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, issuer };
}

/** @throws Error when the keys can't be had. */
export async function readKeys(source: KeySource): Promise<KeySet> {
  const fetcher = jsonFetcher(AbortSignal.timeout(DEADLINE_MS));
  try {
    const url = 'keys' in source ? source.keys : await keysUrlOf(source, fetcher);
    return keySet(await fetcher.get(url));
  } finally {
    fetcher.close();
  }
}

async function keysUrlOf(
  { configuration, issuer }: Extract<KeySource, { configuration: string }>,
  fetcher: JsonFetcher,
): Promise<string> {
  const found = await fetcher.get(configuration);
  const said: { issuer?: unknown; jwks_uri?: unknown } = typeof found === 'object' && found !== null ? found : {};
  // Otherwise one issuer could speak for another (§4.3).
  if (said.issuer !== issuer) throw new UselessAnswer('ANOTHER_ISSUER');
  const url = said.jwks_uri;
  if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new UselessAnswer('NO_KEYS_URL');
  }
  return url;
}
