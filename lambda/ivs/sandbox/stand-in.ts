import { generateKeyPairSync } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { IvsKeys } from '../keys.ts';
import type { IvsOptions } from '../options.ts';

export const standIn: StandIn<IvsKeys, Pick<IvsOptions, 'stages'>> = {
  demoKeys: ({ stages }) => {
    const [{ arn } = { arn: '' }] = Object.values(stages);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    return {
      privateKey: privateKey.export({ format: 'pem', type: 'sec1' }).toString(),
      publicKeyArn: arn.replace(/:stage\/.*/, ':public-key/demo'),
    };
  },
};
