import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { ivsRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { IvsKeys } from './keys.ts';
import { IvsOptions } from './options.ts';

export const handler = createHandler(
  await ownKeys('Amazon IVS', IvsKeys),
  optionsFromEnv(IvsOptions),
  Date.now,
  () => crypto.randomUUID(),
  readRights(ivsRights),
);
