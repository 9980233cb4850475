import { setTimeout as sleep } from 'node:timers/promises';
import { observed } from '../shared/providers/observed.ts';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { requireEnv } from '../shared/settings/environment.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { millicastRights } from './contract/rights.ts';
import { createHandler } from './create-handler.ts';
import { MillicastKeys } from './keys.ts';
import { MILLICAST_TIMES, millicastApi } from './millicast-api.ts';
import { API_URL_VARIABLE, MillicastOptions } from './options.ts';

const url = requireEnv(API_URL_VARIABLE);

const keys = await ownKeys('Millicast', MillicastKeys);
const tools = { now: Date.now, random: Math.random, sleep };

export const handler = createHandler(
  observed('millicast', millicastApi(url, keys, MILLICAST_TIMES, tools), Date.now),
  optionsFromEnv(MillicastOptions),
  Date.now,
  readRights(millicastRights),
);
