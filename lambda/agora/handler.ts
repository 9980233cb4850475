import { env, requireEnv } from '../shared/environment.ts';
import { lazySecretReader } from '../shared/lazy-secret-reader.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { providerKeys } from '../shared/provider-secret.ts';
import { readRights } from '../shared/read-rights.ts';
import { regionOf } from '../shared/region-of.ts';
import { createHandler } from './create-handler.ts';
import { AgoraKeys } from './keys.ts';
import { AgoraOptions } from './options.ts';

const secretArn = requireEnv(env.secretArn);
const readSecret = lazySecretReader(regionOf(secretArn), secretArn);

export const handler = createHandler(
  providerKeys('Agora', AgoraKeys, readSecret, Date.now),
  optionsFromEnv(AgoraOptions),
  Date.now,
  readRights(),
);
