import { randomBytes } from 'node:crypto';
import type { Identity } from './identity.ts';

/** A person with all permissions in the account, like one who runs `cdk deploy`. */
export interface Operator extends Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export function createOperator(account: string): Operator {
  return {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    session: 'operator',
    role: {
      name: 'operator',
      arn: `arn:aws:iam::${account}:role/operator`,
      account,
      statements: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
    },
  };
}
