import { setTimeout as sleep } from 'node:timers/promises';
import { noTerms } from '../../api/terms.ts';
import { observed } from '../shared/providers/observed.ts';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { requireEnv } from '../shared/settings/environment.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { createHandler } from './create-handler.ts';
import { InteractivityKeys } from './keys.ts';
import { InteractivityOptions, TOKEN_URL_VARIABLE } from './options.ts';
import { PROVIDER_TIMES, requestToken } from './request-token.ts';

const url = requireEnv(TOKEN_URL_VARIABLE);
const { lifetimeSeconds } = optionsFromEnv(InteractivityOptions);

const keys = await ownKeys('Dolby.io Interactivity', InteractivityKeys);
const tools = { now: Date.now, random: Math.random, sleep };
const askDolby = observed(
  'interactivity',
  (k: InteractivityKeys) => requestToken({ url, lifetimeSeconds }, k, PROVIDER_TIMES, tools),
  Date.now,
);

export const handler = createHandler(keys, askDolby, Date.now, readRights(noTerms));
