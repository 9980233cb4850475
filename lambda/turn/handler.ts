import { setTimeout as sleep } from 'node:timers/promises';
import type * as v from 'valibot';
import { observed } from '../shared/providers/observed.ts';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { requireEnv } from '../shared/settings/environment.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { turnRights } from './contract.ts';
import { createHandler } from './create-handler.ts';
import { CloudflareKeys, SharedSecretKeys, TwilioKeys } from './keys.ts';
import { TurnOptions, URLS_VARIABLE } from './options.ts';
import { cloudflare, PROVIDER_TIMES, requestServers, twilio } from './request-servers.ts';
import { sharedServers } from './shared-servers.ts';
import { signedServers } from './signed-servers.ts';
import type { VendIceServers } from './vend.ts';

const TITLE = 'TURN';

const options = optionsFromEnv(TurnOptions);
const urls = requireEnv(URLS_VARIABLE);
const tools = { now: Date.now, random: Math.random, sleep };

async function asked<K>(
  api: Parameters<typeof requestServers<K>>[0],
  Keys: v.GenericSchema<unknown, K>,
): Promise<VendIceServers> {
  const ask = (keys: K, seconds: number) => requestServers(api, urls, keys, seconds, PROVIDER_TIMES, tools);
  return sharedServers(await ownKeys(TITLE, Keys), observed('turn', ask, Date.now), Date.now);
}

const vendOf = {
  'shared-secret': async () => signedServers(await ownKeys(TITLE, SharedSecretKeys), urls.split(','), Date.now),
  cloudflare: () => asked(cloudflare, CloudflareKeys),
  twilio: () => asked(twilio, TwilioKeys),
};

export const handler = createHandler(await vendOf[options.kind](), options, Date.now, readRights(turnRights));
