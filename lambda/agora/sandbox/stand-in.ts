import { randomBytes } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { AgoraKeys } from '../keys.ts';

export const standIn: StandIn<AgoraKeys> = {
  demoKeys: () => ({ appId: randomBytes(16).toString('hex'), appCertificate: randomBytes(16).toString('hex') }),
};
