import {
  type AsymmetricKeyDetails,
  constants,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  verify,
} from 'node:crypto';
import type { Algorithm } from '../config.ts';
import { algorithmNamed } from './json-web-token.ts';

/** A public key, and what it may verify. */
export interface VerificationKey {
  readonly key: KeyObject;
  readonly algorithms: readonly Algorithm[];
}

/** An issuer's keys, by their `kid`. Two may have the same one. */
export type KeySet = ReadonlyMap<string, readonly VerificationKey[]>;

/** More keys than an issuer has, even while it changes them. */
const MAX_KEYS = 100;

/** Keys under 2,048 bits are not to be used (RFC 7518 §3.3); a larger one than this only takes time. */
const RSA_BITS = { min: 2_048, max: 8_192 };

/** A larger exponent only takes time (FIPS 186-5 allows up to 2^256, and nobody has another than 65,537 or 3). */
const MAX_RSA_EXPONENT = 2n ** 33n;

/**
 * The usable keys of a JWK set (RFC 7517). Others are left out: an issuer may have keys that we don't know, or that are for
 * something else.
 *
 * @throws Error when it is no JWK set.
 */
export function keySet(jwks: unknown): KeySet {
  const keys: unknown = typeof jwks === 'object' && jwks !== null && 'keys' in jwks ? jwks.keys : undefined;
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new Error('this is no JWK set, or too large a one');
  const set = new Map<string, VerificationKey[]>();
  for (const jwk of keys) {
    const usable = usableKey(jwk);
    if (usable !== undefined) set.set(jwk.kid, [...(set.get(jwk.kid) ?? []), usable]);
  }
  return set;
}

/** Whether the key made this signature with this algorithm. */
export function isSignedWith(
  { key }: VerificationKey,
  algorithm: Algorithm,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  switch (algorithm) {
    // Without options, which cost more than half of what this takes: PKCS #1 v1.5 is what an RSA key is used with.
    case 'RS256':
      return verify('sha256', signed, key, signature);
    case 'PS256':
      return verify('sha256', signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);
    case 'ES256':
      return signature.length === 64 && verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'ES384':
      return signature.length === 96 && verify('sha384', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'EdDSA':
      return verify(null, signed, key, signature);
  }
}

interface Jwk extends JsonWebKey {
  readonly kid?: unknown;
  readonly use?: unknown;
  readonly alg?: unknown;
  readonly key_ops?: unknown;
}

function usableKey(jwk: Jwk | null): VerificationKey | undefined {
  if (typeof jwk !== 'object' || jwk === null || typeof jwk.kid !== 'string') return undefined;
  if (jwk.use !== undefined && jwk.use !== 'sig') return undefined;
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'))) return undefined;
  // Whoever publishes a private key lets everybody sign with it.
  if (jwk.d !== undefined || jwk.k !== undefined) return undefined;
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const algorithms = algorithmsOf(key).filter(
      (algorithm) => jwk.alg === undefined || algorithmNamed(String(jwk.alg)) === algorithm,
    );
    return algorithms.length === 0 ? undefined : { key, algorithms };
  } catch {
    return undefined;
  }
}

function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithm[] {
  if (asymmetricKeyType === 'rsa') return isSoundRsa(asymmetricKeyDetails) ? ['RS256', 'PS256'] : [];
  if (asymmetricKeyType === 'ed25519') return ['EdDSA'];
  const { namedCurve } = asymmetricKeyDetails ?? {};
  if (namedCurve === 'prime256v1') return ['ES256'];
  return namedCurve === 'secp384r1' ? ['ES384'] : [];
}

/** With an exponent of 1 anybody could sign: RFC 8017 §3.1 wants an odd one of 3 or more. */
function isSoundRsa({ modulusLength = 0, publicExponent = 0n }: AsymmetricKeyDetails = {}): boolean {
  const isExponent = publicExponent >= 3n && publicExponent % 2n === 1n && publicExponent <= MAX_RSA_EXPONENT;
  return isExponent && modulusLength >= RSA_BITS.min && modulusLength <= RSA_BITS.max;
}
