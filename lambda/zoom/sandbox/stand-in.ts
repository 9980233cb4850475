import { randomBytes } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { ZoomKeys } from '../keys.ts';

export const standIn: StandIn<ZoomKeys> = {
  demoKeys: () => ({
    sdkKey: randomBytes(16).toString('base64url'),
    sdkSecret: randomBytes(27).toString('base64url'),
  }),
};
