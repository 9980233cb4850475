import { randomUUID } from 'node:crypto';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { requireEnv } from '../shared/settings/environment.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { livekitRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { LiveKitKeys } from './keys.ts';
import { LiveKitOptions, URL_VARIABLE } from './options.ts';

export const handler = createHandler(
  await ownKeys('LiveKit', LiveKitKeys),
  optionsFromEnv(LiveKitOptions),
  requireEnv(URL_VARIABLE),
  Date.now,
  randomUUID,
  readRights(livekitRights),
);
