import { readAhead } from '../shared/secrets/ahead.ts';
import { lazySecretReader } from '../shared/secrets/lazy-secret-reader.ts';
import { FROM_AFAR } from '../shared/secrets/read-times.ts';
import { bundledFile } from '../shared/settings/bundled-file.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { createHandler } from './create-handler.ts';
import { AuthorizedCallers, AuthorizerOptions, CALLERS_FILE } from './options.ts';
import { originSecret } from './origin-secret.ts';

const { originSecretId, originSecretRegion } = optionsFromEnv(AuthorizerOptions);
const usageKeys = new Map(Object.entries(bundledFile(CALLERS_FILE, AuthorizedCallers)));

const secret = originSecret(lazySecretReader(originSecretRegion, originSecretId, FROM_AFAR), Date.now);

await readAhead(secret.ahead());

export const handler = createHandler(secret, [...usageKeys.keys()], (caller) => usageKeys.get(caller) ?? '');
