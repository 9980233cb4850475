import { optionsFromEnv } from '../shared/options.ts';
import { secretReader, secretsManager } from '../shared/secrets-manager.ts';
import { usageKey } from '../shared/usage-key.ts';
import { createHandler } from './create-handler.ts';
import { AuthorizerOptions } from './options.ts';
import { originSecret } from './origin-secret.ts';

const { originSecretId, originSecretRegion, stageName, callers } = optionsFromEnv(AuthorizerOptions);

export const handler = createHandler(
  originSecret(secretReader(secretsManager(originSecretRegion), originSecretId), Date.now),
  callers,
  (caller) => usageKey(stageName, caller),
);
