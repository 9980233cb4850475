import { setTimeout as sleep } from 'node:timers/promises';
import { env, requireEnv } from '../shared/environment.ts';
import { lazySecretReader } from '../shared/lazy-secret-reader.ts';
import { observed } from '../shared/observed.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { providerKeys } from '../shared/provider-secret.ts';
import { readRights } from '../shared/read-rights.ts';
import { regionOf } from '../shared/region-of.ts';
import { createHandler } from './create-handler.ts';
import { InteractivityKeys } from './keys.ts';
import { InteractivityOptions } from './options.ts';
import { PROVIDER_TIMES, requestToken } from './provider.ts';

const secretArn = requireEnv(env.secretArn);
const url = requireEnv(env.interactivityTokenUrl);
const { lifetimeSeconds } = optionsFromEnv(InteractivityOptions);

const readSecret = lazySecretReader(regionOf(secretArn), secretArn);
const keys = providerKeys('Dolby.io Interactivity', InteractivityKeys, readSecret, Date.now);
const tools = { now: Date.now, random: Math.random, sleep };
const askDolby = observed(
  'interactivity',
  (k: InteractivityKeys) => requestToken({ url, lifetimeSeconds }, k, PROVIDER_TIMES, tools),
  Date.now,
);

export const handler = createHandler(async () => askDolby(await keys()), Date.now, readRights());
