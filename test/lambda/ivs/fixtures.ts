import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IvsOptions } from '../../../lambda/ivs/options.ts';
import { signerOf } from '../../../lambda/ivs/signer.ts';

export const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });

export const pem = (key: KeyObject, type: 'pkcs8' | 'sec1' = 'pkcs8') => key.export({ format: 'pem', type }).toString();

export const keys = {
  privateKey: pem(pair.privateKey),
  publicKeyArn: 'arn:aws:ivs:us-east-1:123456789012:public-key/f99cde61-c2b0-4df3-8941-ca7d38acca1a',
};

export const publicKey = createPublicKey(pair.publicKey.export({ format: 'pem', type: 'spki' }));

/** As AWS's examples have them. */
export const options: IvsOptions = {
  stages: {
    main: {
      arn: 'arn:aws:ivs:us-east-1:123456789012:stage/oRmLNwuCeMlQ',
      eventsUrl: 'wss://global.events.live-video.net',
      whipUrl: 'https://114ddfabadaf.global-bm.whip.live-video.net',
    },
    studio: {
      arn: 'arn:aws:ivs:us-east-1:123456789012:stage/VSWjvX5XOkU3',
      eventsUrl: 'wss://global.events.live-video.net',
      whipUrl: 'https://453fdfd2ad24df.global-bm.whip.live-video.net',
    },
  },
  lifetime: { default: 3_600, maximum: 1_209_600 },
};

export const signer = await signerOf(keys, options);

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 0, 750);

/** The key with one bit of it another one, in its private half or in the public one beside it. */
export function damaged(half: 'private' | 'public', type: 'pkcs8' | 'sec1' = 'sec1'): string {
  const { d = '', y = '' } = pair.privateKey.export({ format: 'jwk' });
  const der = pair.privateKey.export({ format: 'der', type });
  const last = der.indexOf(Buffer.from(half === 'private' ? d : y, 'base64url')) + 47;
  der[last] = (der[last] ?? 0) ^ 1;
  const label = type === 'sec1' ? 'EC PRIVATE KEY' : 'PRIVATE KEY';
  return `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`;
}

/** Of the same account in another region. */
export const publicKeyArnElsewhere = keys.publicKeyArn.replace('us-east-1', 'us-west-2');
