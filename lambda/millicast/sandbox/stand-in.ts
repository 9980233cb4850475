import { randomBytes } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { MillicastKeys } from '../keys.ts';
import { demoParent } from './demo-parent.ts';
import { startMillicastSandbox } from './sandbox.ts';

export const standIn: StandIn<MillicastKeys> = {
  demoKeys: () => ({ apiSecret: randomBytes(32).toString('hex') }),
  async startSandbox(keys) {
    const sandbox = await startMillicastSandbox(keys);
    return { ...sandbox, secrets: { MillicastViewer: await demoParent(sandbox, keys.apiSecret) } };
  },
};
