import { FROM_AFAR } from '../lambda/shared/secrets/read-times.ts';
import { secretReader, secretsManager } from '../lambda/shared/secrets/secrets-manager.ts';
import { bundledFile } from '../lambda/shared/settings/bundled-file.ts';
import { log } from '../lambda/shared/telemetry/log.ts';
import { readKeyUrls } from './bearer/key-urls.ts';
import { GuardConfig } from './config.ts';
import { createGuard } from './guard.ts';

const config = bundledFile('guard.json', GuardConfig);
const client = secretsManager(config.region, FROM_AFAR);

const guard = createGuard(config, {
  readerOf: (secretId) => secretReader(client, secretId, FROM_AFAR),
  keyUrls: readKeyUrls(process.env.STAGEPASS_ISSUER_KEYS),
  now: Date.now,
  log,
});

await guard.readAhead();

export const handler = guard;
