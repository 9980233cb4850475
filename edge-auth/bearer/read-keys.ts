import type { Issuer } from '../config.ts';
import { type JsonFetcher, UselessAnswer } from './fetch-json.ts';
import { type KeySet, keySet } from './verification-keys.ts';

/** Where an issuer's keys are: a URL of its JWK set, or of its OpenID configuration, which names that. */
export type KeySource = { readonly keys: string } | { readonly configuration: string; readonly issuer: string };

export function keySourceOf({ issuer, jwksUri }: Pick<Issuer, 'issuer' | 'jwksUri'>): KeySource {
  if (jwksUri !== undefined) return { keys: jwksUri };
  // OpenID Connect Discovery 1.0 §4: any slash at the issuer's end is removed first.
  return { configuration: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, issuer };
}

/** @throws Error when the keys can't be had. */
export async function readKeys(source: KeySource, get: JsonFetcher['get']): Promise<KeySet> {
  return keySet(await get('keys' in source ? source.keys : await keysUrlOf(source, get)));
}

async function keysUrlOf(
  { configuration, issuer }: Extract<KeySource, { configuration: string }>,
  get: JsonFetcher['get'],
): Promise<string> {
  const found = await get(configuration);
  const said: { issuer?: unknown; jwks_uri?: unknown } = typeof found === 'object' && found !== null ? found : {};
  // Otherwise one issuer could speak for another (§4.3).
  if (said.issuer !== issuer) throw new UselessAnswer('ANOTHER_ISSUER');
  const url = said.jwks_uri;
  if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new UselessAnswer('NO_KEYS_URL');
  }
  return url;
}
