import { optionsFromEnv } from '../shared/options.ts';
import { ownKeys } from '../shared/own-keys.ts';
import { readRights } from '../shared/read-rights.ts';
import { createHandler } from './create-handler.ts';
import { ViewerTokenOptions } from './options.ts';
import { ParentToken } from './parent-token.ts';

export const handler = createHandler(
  ownKeys('Millicast’s parent token for viewers', ParentToken),
  optionsFromEnv(ViewerTokenOptions),
  Date.now,
  readRights(),
);
