import { setTimeout as sleep } from 'node:timers/promises';
import { env, requireEnv } from '../shared/environment.ts';
import { lazySecretReader } from '../shared/lazy-secret-reader.ts';
import { observed } from '../shared/observed.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { providerKeys } from '../shared/provider-secret.ts';
import { readRights } from '../shared/read-rights.ts';
import { regionOf } from '../shared/region-of.ts';
import { createHandler } from './create-handler.ts';
import { MillicastKeys } from './keys.ts';
import { MillicastOptions } from './options.ts';
import { MILLICAST_TIMES, millicast } from './provider.ts';

const secretArn = requireEnv(env.secretArn);
const url = requireEnv(env.millicastApiUrl);

const readSecret = lazySecretReader(regionOf(secretArn), secretArn);
const keys = providerKeys('Millicast', MillicastKeys, readSecret, Date.now);
const tools = { now: Date.now, random: Math.random, sleep };

export const handler = createHandler(
  observed('millicast', millicast(url, keys, MILLICAST_TIMES, tools), Date.now),
  optionsFromEnv(MillicastOptions),
  Date.now,
  readRights(),
);
