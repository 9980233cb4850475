import { millicastRights } from '../millicast/contract/rights.ts';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { createHandler } from './create-handler.ts';
import { ViewerTokenOptions } from './options.ts';
import { ParentToken } from './parent-token.ts';

export const handler = createHandler(
  await ownKeys('Millicast’s parent token for viewers', ParentToken),
  optionsFromEnv(ViewerTokenOptions),
  Date.now,
  readRights(millicastRights),
);
