import { randomBytes } from 'node:crypto';
import { startKickSandbox } from '../../shared/kicks/sandbox/start-kick-sandbox.ts';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { AblyKeys } from '../keys.ts';
import { revocation } from './revocation.ts';

export const standIn: StandIn<AblyKeys> = {
  startKicks: (keys) => startKickSandbox(revocation(keys, Date.now)),
  demoKeys: () => ({ apiKey: `demo00.demo00:${randomBytes(32).toString('base64url')}` }),
};
