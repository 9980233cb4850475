import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Algorithm, GuardConfig, Issuer } from '../../../edge-auth/config.ts';
import { config } from '../support.ts';

/** When the tests' tokens are asked with: that of the tests' clock. */
export const NOW_SECONDS = Date.UTC(2030, 0, 1) / 1000;

export const ISSUER = 'https://sign-in.example.com';

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });

/** Keys of every algorithm. */
export const pairs: Readonly<Record<Algorithm, Pair>> = {
  RS256: rsa,
  PS256: rsa,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: generateKeyPairSync('ed25519'),
};

/** For ES256, and nobody's. */
export const stranger: Pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The issuer's `kid` of an algorithm's key. */
export const kidOf = (algorithm: Algorithm) => `key-${algorithm}`;

export function jwkOf({ publicKey }: Pick<Pair, 'publicKey'>, members: object): Record<string, unknown> {
  return { ...publicKey.export({ format: 'jwk' }), ...members };
}

/** A key for each algorithm, each with its `kid`. */
export const jwks = {
  keys: Object.entries(pairs).map(([algorithm, pair]) => jwkOf(pair, { kid: kidOf(algorithm as Algorithm) })),
};

export function signatureOf(algorithm: Algorithm, signed: string, { privateKey: key }: Pick<Pair, 'privateKey'>) {
  const data = Buffer.from(signed);
  switch (algorithm) {
    case 'RS256':
      return sign('sha256', data, key);
    case 'PS256':
      return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
    case 'ES256':
      return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
    case 'ES384':
      return sign('sha384', data, { key, dsaEncoding: 'ieee-p1363' });
    case 'EdDSA':
      return sign(null, data, key);
  }
}

/** What JSON or text is in a token. */
export const encoded = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

export interface Written {
  readonly algorithm?: Algorithm;
  /** Instead of those of a token that is right; undefined leaves one out. */
  readonly header?: object | string;
  readonly claims?: object | string;
  readonly pair?: Pair;
}

export const rightClaims = {
  iss: ISSUER,
  sub: 'ada',
  aud: 'stagepass',
  tenant: 'acme',
  iat: NOW_SECONDS - 60,
  exp: NOW_SECONDS + 3_600,
};

/** A token that is right, but for what is given. */
export function tokenWith({ algorithm = 'RS256', header = {}, claims = {}, pair = pairs[algorithm] }: Written = {}) {
  const head = typeof header === 'string' ? header : { alg: algorithm, kid: kidOf(algorithm), typ: 'JWT', ...header };
  const body = typeof claims === 'string' ? claims : { ...rightClaims, ...claims };
  const signed = `${encoded(head)}.${encoded(body)}`;
  return `${signed}.${signatureOf(algorithm, signed, pair).toString('base64url')}`;
}

export const issuer: Issuer = {
  issuer: ISSUER,
  jwks,
  algorithms: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
  audience: ['stagepass'],
  claims: {},
  leewaySeconds: 5,
};

export const members: GuardConfig['tokenCallers'][number] = {
  name: 'members',
  audience: 'client',
  issuer: 'app',
  where: {},
  user: 'sub',
  values: { tenant: 'tenant' },
};

/** A stage with callers with passwords and `members`, whose users have tokens. */
export const tokenConfig: GuardConfig = { ...config, issuers: { app: issuer }, tokenCallers: [members] };
