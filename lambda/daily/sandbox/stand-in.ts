import { randomBytes, randomUUID } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { DailyKeys } from '../keys.ts';

export const standIn: StandIn<DailyKeys> = {
  demoKeys: () => ({ apiKey: randomBytes(32).toString('hex'), domainId: randomUUID() }),
};
