import type { KeyObject } from 'node:crypto';
import { ApiError } from '../../api/errors.ts';
import type { IvsKeys } from './keys.ts';

/** Who signs: the key, and the name by which IVS finds the public one. */
export interface Signer {
  readonly key: KeyObject;
  readonly publicKeyArn: string;
}

/** @throws ApiError `not_configured` for a key that looks like one of P-384, and is none. */
export async function signerOf({ privateKey, publicKeyArn }: IvsKeys): Promise<Signer> {
  return { key: await imported(privateKey), publicKeyArn };
}

async function imported(pem: string): Promise<KeyObject> {
  // A start is faster without it, and the reading of the secret has loaded most of it. A bundle gives it as default only.
  const { default: crypto } = await import('node:crypto');
  try {
    const key = crypto.createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'secp384r1') return key;
  } catch {
    // The library's error may hold a part of the key.
  }
  throw new ApiError('not_configured', 'Amazon IVS is not configured: its private key is none of P-384');
}
