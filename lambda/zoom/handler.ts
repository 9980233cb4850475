import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { zoomRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { ZoomKeys } from './keys.ts';
import { ZoomOptions } from './options.ts';

export const handler = createHandler(
  await ownKeys('Zoom Video SDK', ZoomKeys),
  optionsFromEnv(ZoomOptions),
  Date.now,
  readRights(zoomRights),
);
