import { bundledFile } from '../shared/bundled-file.ts';
import { lazySecretReader } from '../shared/lazy-secret-reader.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { FROM_AFAR } from '../shared/read-times.ts';
import { createHandler } from './create-handler.ts';
import { AuthorizedCallers, AuthorizerOptions, CALLERS_FILE } from './options.ts';
import { originSecret } from './origin-secret.ts';

const { originSecretId, originSecretRegion } = optionsFromEnv(AuthorizerOptions);
const usageKeys = new Map(Object.entries(bundledFile(CALLERS_FILE, AuthorizedCallers)));

export const handler = createHandler(
  originSecret(lazySecretReader(originSecretRegion, originSecretId, FROM_AFAR), Date.now),
  [...usageKeys.keys()],
  (caller) => usageKeys.get(caller) ?? '',
);
