import { generateKeyPairSync } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { IvsKeys } from '../keys.ts';

export const standIn: StandIn<IvsKeys> = {
  demoKeys: () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    return {
      privateKey: privateKey.export({ format: 'pem', type: 'sec1' }).toString(),
      publicKeyArn: 'arn:aws:ivs:us-east-1:123456789012:public-key/demo',
    };
  },
};
