import { bundledFile } from '../lambda/shared/bundled-file.ts';
import { log } from '../lambda/shared/log.ts';
import { FROM_AFAR } from '../lambda/shared/read-times.ts';
import { secretReader, secretsManager } from '../lambda/shared/secrets-manager.ts';
import { GuardConfig } from './config.ts';
import { createGuard } from './guard.ts';

const config = bundledFile('guard.json', GuardConfig);
const client = secretsManager(config.region, FROM_AFAR);

export const handler = createGuard(config, {
  readerOf: (secretId) => secretReader(client, secretId, FROM_AFAR),
  now: Date.now,
  log,
});
