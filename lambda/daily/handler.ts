import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { dailyRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { DailyKeys } from './keys.ts';
import { DailyOptions } from './options.ts';

export const handler = createHandler(
  await ownKeys('Daily', DailyKeys),
  optionsFromEnv(DailyOptions),
  Date.now,
  readRights(dailyRights),
);
