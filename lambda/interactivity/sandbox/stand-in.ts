import { randomBytes } from 'node:crypto';
import type { SandboxBehaviour, StandIn } from '../../shared/providers/stand-in.ts';
import type { InteractivityKeys } from '../keys.ts';
import { type Behaviour, startInteractivitySandbox } from './sandbox.ts';

const behaviours: Readonly<Record<SandboxBehaviour, Behaviour>> = {
  ok: 'ok',
  refuse: 'unauthorized',
  fail: 'server_error',
  drop: 'disconnect',
  nonsense: 'garbage',
  hang: 'hang',
};

export const standIn: StandIn<InteractivityKeys> = {
  demoKeys: () => ({ consumerKey: 'demo', consumerSecret: randomBytes(16).toString('hex') }),
  async startSandbox(keys) {
    const sandbox = await startInteractivitySandbox({ keys });
    const { url, behave, close } = sandbox;
    return { url, calls: () => sandbox.calls, behave: (as) => behave(behaviours[as]), close };
  },
};
