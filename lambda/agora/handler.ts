import { env, requireEnv } from '../shared/environment.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { providerKeys } from '../shared/provider-secret.ts';
import { readRights } from '../shared/read-rights.ts';
import { regionOf, secretReader, secretsManager } from '../shared/secrets-manager.ts';
import { createHandler } from './create-handler.ts';
import { AgoraKeys } from './keys.ts';
import { AgoraOptions } from './options.ts';

const secretArn = requireEnv(env.secretArn);
const readSecret = secretReader(secretsManager(regionOf(secretArn)), secretArn);

export const handler = createHandler(
  providerKeys('Agora', AgoraKeys, readSecret, Date.now),
  optionsFromEnv(AgoraOptions),
  Date.now,
  readRights(),
);
