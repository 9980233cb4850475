import crypto from 'node:crypto';
import type { FindKeyFault } from '../shared/providers/key-check.ts';
import type { IvsKeys } from './keys.ts';
import { type IvsOptions, isOfStages } from './options.ts';
import { p384Key } from './p384-key.ts';

export const keyFault: FindKeyFault<IvsKeys, IvsOptions> = ({ privateKey, publicKeyArn }, { stages }) => {
  if (p384Key(crypto, privateKey) === undefined) {
    return { field: 'privateKey', expected: 'a whole private key of P-384: this one is damaged' };
  }
  if (stages !== undefined && !isOfStages(publicKeyArn, stages)) {
    return { field: 'publicKeyArn', expected: 'a public key of the region and the account that the stages are in' };
  }
  return undefined;
};
