import { randomBytes } from 'node:crypto';
import type { StandIn } from '../../shared/providers/stand-in.ts';
import type { TwilioKeys } from '../keys.ts';

const hex32 = () => randomBytes(16).toString('hex');

export const standIn: StandIn<TwilioKeys> = {
  demoKeys: () => ({ accountSid: `AC${hex32()}`, apiKeySid: `SK${hex32()}`, apiKeySecret: hex32() }),
};
