import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { MomentoKeys } from '../keys.ts';
import { demoApiKey, startMomentoSandbox } from './sandbox.ts';

export const standIn: StandIn<MomentoKeys> = {
  demoKeys: () => ({ apiKey: demoApiKey() }),
  startSandbox: (keys) => startMomentoSandbox({ keys }),
};
