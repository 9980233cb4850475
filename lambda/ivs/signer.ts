import type { webcrypto } from 'node:crypto';
import { ApiError } from '../../api/errors.ts';
import type { IvsKeys } from './keys.ts';
import { type IvsOptions, isOfStages } from './options.ts';
import { p384Key } from './p384-key.ts';

/** Who signs: the key, and the name by which IVS finds the public one. */
export interface Signer {
  readonly key: webcrypto.CryptoKey;
  readonly publicKeyArn: string;
}

/** @throws ApiError `not_configured` for a key that looks like one of P-384, and is none, or is one for other stages. */
export async function signerOf(
  { privateKey, publicKeyArn }: IvsKeys,
  { stages }: Pick<IvsOptions, 'stages'>,
): Promise<Signer> {
  // A start is faster without it, and the reading of the secret has loaded most of it. A bundle gives it as default only.
  const { default: crypto } = await import('node:crypto');
  const key = p384Key(crypto, privateKey);
  if (key === undefined) throw notConfigured('its private key is none of P-384');
  if (!isOfStages(publicKeyArn, stages)) {
    throw notConfigured('its public key is of another region or account than the stages');
  }
  return { key, publicKeyArn };
}

function notConfigured(why: string): ApiError {
  return new ApiError('not_configured', `Amazon IVS is not configured: ${why}`);
}
