import { randomBytes } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { InteractivityKeys } from '../keys.ts';
import { startInteractivitySandbox } from './sandbox.ts';

export const standIn: StandIn<InteractivityKeys> = {
  demoKeys: () => ({ consumerKey: 'demo', consumerSecret: randomBytes(16).toString('hex') }),
  startSandbox: (keys) => startInteractivitySandbox({ keys }),
};
