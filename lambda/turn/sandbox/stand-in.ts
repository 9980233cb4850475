import { randomBytes } from 'node:crypto';
import type { Keys, StandIn } from '../../shared/providers/stand-in.ts';
import type { TurnConfiguration } from '../configuration.ts';
import type { CloudflareKeys, SharedSecretKeys, TwilioKeys } from '../keys.ts';
import type { Kind } from '../options.ts';
import { startTurnSandbox } from './sandbox.ts';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

const demoKeysOf = {
  'shared-secret': (): SharedSecretKeys => ({ secret: hex(32) }),
  cloudflare: (): CloudflareKeys => ({ keyId: hex(16), apiToken: hex(32) }),
  twilio: (): TwilioKeys => ({ accountSid: `AC${hex(16)}`, apiKeySid: `SK${hex(16)}`, apiKeySecret: hex(16) }),
} satisfies Record<Kind, () => Keys>;

export const standIn: StandIn<Keys, TurnConfiguration> = {
  demoKeys: ({ kind }) => demoKeysOf[kind](),
  startSandbox: (keys) => startTurnSandbox(keys),
};
