import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { agoraRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { AgoraKeys } from './keys.ts';
import { AgoraOptions } from './options.ts';

export const handler = createHandler(
  await ownKeys('Agora', AgoraKeys),
  optionsFromEnv(AgoraOptions),
  Date.now,
  readRights(agoraRights),
);
