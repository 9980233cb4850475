import { constants, generateKeyPairSync, type KeyObject, type SigningOptions, sign } from 'node:crypto';
import type { Algorithm, GuardConfig } from '../edge-auth/config.ts';
import type { Signed } from './verify-alone.ts';

/** Of the size that sign-in services make: 0.7 to 0.9 KB. */
const claims = {
  iss: 'https://sign-in.example.com',
  sub: '5fbb2a4e-2f0c-4d5e-9a50-3a2b6f3c9d11',
  aud: 'stagepass',
  'cognito:groups': ['member', 'staff'],
  tenant: 'acme',
  token_use: 'access',
  scope: 'openid profile email',
  username: 'ada@example.com',
  event_id: '0a6d5b2c-9d5f-4a5b-8a3c-1d2e3f4a5b6c',
  jti: '7d3cbd0b-54f1-4cc5-a3ac-6b8d7f3a9f52',
  auth_time: 1_767_225_600,
  iat: 1_767_225_600,
  exp: 4_102_444_800,
};

const pss: SigningOptions = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const p1363: SigningOptions = { dsaEncoding: 'ieee-p1363' };

const makers: Readonly<
  Record<
    Algorithm,
    { hash: string | null; options?: SigningOptions; pair: () => { privateKey: KeyObject; publicKey: KeyObject } }
  >
> = {
  RS256: { hash: 'sha256', pair: () => generateKeyPairSync('rsa', { modulusLength: 2_048 }) },
  PS256: { hash: 'sha256', options: pss, pair: () => generateKeyPairSync('rsa', { modulusLength: 2_048 }) },
  ES256: { hash: 'sha256', options: p1363, pair: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  ES384: { hash: 'sha384', options: p1363, pair: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }) },
  EdDSA: { hash: null, pair: () => generateKeyPairSync('ed25519') },
};

/** A token of this algorithm, and the same for `verifyAlone`. */
export function benchToken(algorithm: Algorithm): { token: string; alone: Signed } {
  const { hash, options, pair } = makers[algorithm];
  const { privateKey: key, publicKey } = pair();
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const signed = `${part({ alg: algorithm, kid: algorithm, typ: 'JWT' })}.${part(claims)}`;
  const signature = sign(hash, Buffer.from(signed), { ...options, key });
  return {
    token: `${signed}.${signature.toString('base64url')}`,
    alone: {
      hash,
      options,
      jwk: publicKey.export({ format: 'jwk' }),
      signed,
      signature: signature.toString('base64url'),
    },
  };
}

/** A stage whose one caller's users have a token of the algorithm, signed with this key. */
export function benchGuardConfig(algorithm: Algorithm, { jwk }: Pick<Signed, 'jwk'>, path: `/${string}`): GuardConfig {
  return {
    realm: 'stagepass-bench',
    secretRegions: ['us-east-1'],
    callers: {},
    issuers: {
      app: {
        issuer: claims.iss,
        jwks: { keys: [{ ...jwk, kid: algorithm }] },
        algorithms: [algorithm],
        audience: ['stagepass'],
        claims: { token_use: ['access'] },
        leewaySeconds: 5,
      },
    },
    tokenCallers: [
      {
        name: 'members',
        audience: 'client',
        issuer: 'app',
        where: { 'cognito:groups': ['member'] },
        user: 'sub',
        values: { tenant: 'tenant' },
      },
    ],
    routes: [{ method: 'GET', path, audience: 'client' }],
    pages: [],
    allowedOrigins: [],
    graceSeconds: 0,
    credentialsTtlSeconds: 0,
    credentialsStaleSeconds: 0,
    passwordsRotate: false,
    logSubjects: true,
  };
}
