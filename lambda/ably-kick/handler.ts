import { setTimeout as sleep } from 'node:timers/promises';
import { ablyRights } from '../ably/contract.ts';
import { AblyKeys } from '../ably/keys.ts';
import { SANDBOX_VARIABLE } from '../ably/options.ts';
import { blockUserFromEnv } from '../shared/denied-users/block-user.ts';
import { observed } from '../shared/providers/observed.ts';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { createHandler } from './create-handler.ts';
import { revokeTokens } from './revoke-tokens.ts';

const url = process.env[SANDBOX_VARIABLE] || 'https://rest.ably.io';

export const handler = createHandler(
  await ownKeys('Ably', AblyKeys),
  observed('ably', revokeTokens(url, { now: Date.now, random: Math.random, sleep }), Date.now),
  blockUserFromEnv(Date.now),
  Date.now,
  readRights(ablyRights),
);
