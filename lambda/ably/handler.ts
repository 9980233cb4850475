import { randomBytes } from 'node:crypto';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { ablyRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { AblyKeys } from './keys.ts';
import { AblyOptions } from './options.ts';

export const handler = createHandler(
  await ownKeys('Ably', AblyKeys),
  optionsFromEnv(AblyOptions),
  Date.now,
  () => randomBytes(16).toString('hex'),
  readRights(ablyRights),
);
