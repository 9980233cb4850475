import { setTimeout as sleep } from 'node:timers/promises';
import { env, requireEnv } from '../shared/environment.ts';
import { observed } from '../shared/observed.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { ownKeys } from '../shared/own-keys.ts';
import { readRights } from '../shared/read-rights.ts';
import { createHandler } from './create-handler.ts';
import { MillicastKeys } from './keys.ts';
import { MillicastOptions } from './options.ts';
import { MILLICAST_TIMES, millicast } from './provider.ts';

const url = requireEnv(env.millicastApiUrl);

const keys = ownKeys('Millicast', MillicastKeys);
const tools = { now: Date.now, random: Math.random, sleep };

export const handler = createHandler(
  observed('millicast', millicast(url, keys, MILLICAST_TIMES, tools), Date.now),
  optionsFromEnv(MillicastOptions),
  Date.now,
  readRights(),
);
