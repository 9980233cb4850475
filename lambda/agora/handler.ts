import { optionsFromEnv } from '../shared/options.ts';
import { ownKeys } from '../shared/own-keys.ts';
import { readRights } from '../shared/read-rights.ts';
import { createHandler } from './create-handler.ts';
import { AgoraKeys } from './keys.ts';
import { AgoraOptions } from './options.ts';

export const handler = createHandler(ownKeys('Agora', AgoraKeys), optionsFromEnv(AgoraOptions), Date.now, readRights());
