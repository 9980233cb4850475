import { lazySecretReader } from '../shared/lazy-secret-reader.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { FROM_AFAR } from '../shared/read-times.ts';
import { usageKey } from '../shared/usage-key.ts';
import { createHandler } from './create-handler.ts';
import { AuthorizerOptions } from './options.ts';
import { originSecret } from './origin-secret.ts';

const { originSecretId, originSecretRegion, stageName, callers } = optionsFromEnv(AuthorizerOptions);

export const handler = createHandler(
  originSecret(lazySecretReader(originSecretRegion, originSecretId, FROM_AFAR), Date.now),
  callers,
  (caller) => usageKey(stageName, caller),
);
