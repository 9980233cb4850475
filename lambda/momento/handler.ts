import { setTimeout as sleep } from 'node:timers/promises';
import { env, requireEnv } from '../shared/environment.ts';
import { lazySecretReader } from '../shared/lazy-secret-reader.ts';
import { observed } from '../shared/observed.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { providerKeys } from '../shared/provider-secret.ts';
import { readRights } from '../shared/read-rights.ts';
import { regionOf } from '../shared/region-of.ts';
import { connection } from './connection.ts';
import { createHandler } from './create-handler.ts';
import { MomentoKeys } from './keys.ts';
import { connectMomento, MOMENTO_TIMES } from './momento.ts';
import { MomentoOptions } from './options.ts';
import { tokenSource } from './token-source.ts';

const secretArn = requireEnv(env.secretArn);
const endpoint = process.env[env.momentoEndpoint] ?? '';
const options = optionsFromEnv(MomentoOptions);

const readSecret = lazySecretReader(regionOf(secretArn), secretArn);
const keys = providerKeys('Momento', MomentoKeys, readSecret, Date.now);
const tools = { now: Date.now, random: Math.random, sleep };
const connected = connection(keys, async (apiKey) => {
  const momento = connectMomento(apiKey, endpoint, MOMENTO_TIMES, tools);
  return { ...momento, generateToken: observed('momento', momento.generateToken, Date.now) };
});

export const handler = createHandler(tokenSource(connected, options, Date.now), Date.now, readRights());
