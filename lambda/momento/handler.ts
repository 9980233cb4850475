import { setTimeout as sleep } from 'node:timers/promises';
import { observed } from '../shared/providers/observed.ts';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { telemetryFromEnv } from '../shared/telemetry/telemetry.ts';
import { connection } from './connection.ts';
import { momentoRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { MomentoKeys } from './keys.ts';
import { connectMomento, MOMENTO_TIMES } from './momento.ts';
import { ENDPOINT_VARIABLE, MomentoOptions } from './options.ts';
import { tokenSource } from './token-source.ts';

const endpoint = process.env[ENDPOINT_VARIABLE] ?? '';
const options = optionsFromEnv(MomentoOptions);

const telemetry = telemetryFromEnv();
const keys = await ownKeys('Momento', MomentoKeys);
const tools = { now: Date.now, random: Math.random, sleep };
const connected = connection(keys, (apiKey) => {
  const momento = connectMomento(apiKey, endpoint, MOMENTO_TIMES, tools);
  return { ...momento, generateToken: observed('momento', momento.generateToken, Date.now, telemetry) };
});

export const handler = createHandler(
  tokenSource(connected, options, Date.now, telemetry),
  Date.now,
  readRights(momentoRights),
);
