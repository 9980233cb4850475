import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { Algorithm } from '../config.ts';

/** A key pair of an issuer. */
export interface SigningKey {
  readonly algorithm: Algorithm;
  readonly publicJwk: JWK;
  sign(claims: JWTPayload): Promise<string>;
}

/** @param kid by which a token's header names it. */
export async function makeKey(algorithm: Algorithm, kid: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  return {
    algorithm,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' }).sign(privateKey),
  };
}
