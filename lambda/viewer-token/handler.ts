import { env, requireEnv } from '../shared/environment.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { providerKeys } from '../shared/provider-secret.ts';
import { readRights } from '../shared/read-rights.ts';
import { regionOf, secretReader, secretsManager } from '../shared/secrets-manager.ts';
import { createHandler } from './create-handler.ts';
import { ViewerTokenOptions } from './options.ts';
import { ParentToken } from './parent-token.ts';

const secretArn = requireEnv(env.secretArn);
const readSecret = secretReader(secretsManager(regionOf(secretArn)), secretArn);

export const handler = createHandler(
  providerKeys('Millicast’s parent token for viewers', ParentToken, readSecret, Date.now),
  optionsFromEnv(ViewerTokenOptions),
  Date.now,
  readRights(),
);
