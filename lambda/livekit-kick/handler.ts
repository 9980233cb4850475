import { setTimeout as sleep } from 'node:timers/promises';
import { livekitRights } from '../livekit/contract.ts';
import { LiveKitKeys } from '../livekit/keys.ts';
import { SANDBOX_VARIABLE, URL_VARIABLE } from '../livekit/options.ts';
import { blockUserFromEnv } from '../shared/denied-users/block-user.ts';
import { observed } from '../shared/providers/observed.ts';
import { ownKeys } from '../shared/providers/own-keys.ts';
import { readRights } from '../shared/rights/read-rights.ts';
import { requireEnv } from '../shared/settings/environment.ts';
import { createHandler } from './create-handler.ts';
import { apiUrlOf, removeParticipant } from './remove-participant.ts';

const url = process.env[SANDBOX_VARIABLE] || apiUrlOf(requireEnv(URL_VARIABLE));

export const handler = createHandler(
  await ownKeys('LiveKit', LiveKitKeys),
  observed('livekit', removeParticipant(url, { now: Date.now, random: Math.random, sleep }), Date.now),
  blockUserFromEnv(Date.now),
  Date.now,
  readRights(livekitRights),
);
