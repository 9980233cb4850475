import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { twilioRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { TwilioKeys } from './keys.ts';
import { TwilioOptions } from './options.ts';

export const handler = createHandler(
  await ownKeys('Twilio', TwilioKeys),
  optionsFromEnv(TwilioOptions),
  Date.now,
  readRights(twilioRights),
);
