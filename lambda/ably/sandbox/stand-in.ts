import { randomBytes } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { AblyKeys } from '../keys.ts';

export const standIn: StandIn<AblyKeys> = {
  demoKeys: () => ({ apiKey: `demo00.demo00:${randomBytes(32).toString('base64url')}` }),
};
