import { randomBytes } from 'node:crypto';
import type { SandboxBehaviour, StandIn } from '../../shared/providers/stand-in.ts';
import type { MillicastKeys } from '../keys.ts';
import type { Behaviour } from './behaviour.ts';
import { demoParent } from './demo-parent.ts';
import { startMillicastSandbox } from './sandbox.ts';

const behaviours: Readonly<Record<SandboxBehaviour, Behaviour>> = {
  ok: 'ok',
  refuse: 'unauthorized',
  fail: 'server_error',
  drop: 'drop',
  nonsense: 'garbage',
  hang: 'hang',
};

export const standIn: StandIn<MillicastKeys> = {
  demoKeys: () => ({ apiSecret: randomBytes(32).toString('hex') }),
  async startSandbox(keys) {
    const { url, calls, behave, close } = await startMillicastSandbox(keys);
    return {
      url,
      secrets: { MillicastViewer: await demoParent({ url }, keys.apiSecret) },
      calls: () => calls.length,
      behave: (as) => behave(behaviours[as]),
      close,
    };
  },
};
