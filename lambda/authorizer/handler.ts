import { readAhead } from '../shared/secrets/ahead.ts';
import { lazySecretReader } from '../shared/secrets/lazy-secret-reader.ts';
import { nearestReader, systemTimer } from '../shared/secrets/nearest-reader.ts';
import { FROM_AFAR } from '../shared/secrets/read-times.ts';
import { bundledFile } from '../shared/settings/bundled-file.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { createHandler } from './create-handler.ts';
import { AuthorizedCallers, AuthorizerOptions, CALLERS_FILE } from './options.ts';
import { originSecret } from './origin-secret.ts';

const { originSecretId, originSecretRegion: primary, askedRegions = [primary] } = optionsFromEnv(AuthorizerOptions);
const usageKeys = new Map(Object.entries(bundledFile(CALLERS_FILE, AuthorizedCallers)));

// A region that is added has its APIs before the secret's replica: until then, the secret itself is read.
const readers = askedRegions.map((region) => ({
  region,
  read: lazySecretReader(region, originSecretId, FROM_AFAR),
}));
const read = nearestReader(readers, {
  primary,
  deadlineMs: FROM_AFAR.deadlineMs,
  failures: new Map(),
  ...systemTimer,
});
const readPrimary = readers.length > 1 ? readers.find(({ region }) => region === primary)?.read : undefined;
const secret = originSecret(read, Date.now, readPrimary);

await readAhead(secret.ahead());

export const handler = createHandler(secret, [...usageKeys.keys()], (caller) => usageKeys.get(caller) ?? '');
