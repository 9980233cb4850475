import type crypto from 'node:crypto';
import type { webcrypto } from 'node:crypto';

/**
 * The key that a PEM says. The import to WebCrypto also sees to it that the private half belongs to the public one, which
 * OpenSSL's reader doesn't; signing needs it anyway.
 *
 * @returns undefined where it is none of P-384, or damaged. The library's error may hold a part of the key.
 */
export function p384Key({ createPrivateKey }: typeof crypto, pem: string): webcrypto.CryptoKey | undefined {
  try {
    return createPrivateKey(pem).toCryptoKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign']);
  } catch {
    return undefined;
  }
}
