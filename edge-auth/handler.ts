import { bundledFile } from '../lambda/shared/settings/bundled-file.ts';
import { log } from '../lambda/shared/telemetry/log.ts';
import { readKeyUrls } from './bearer/key-urls.ts';
import { GuardConfig } from './config.ts';
import { createGuard } from './guard.ts';
import { secretReaders } from './secret-readers.ts';

const config = bundledFile('guard.json', GuardConfig);

const guard = createGuard(config, {
  readerOf: secretReaders(config.secretRegions, process.env.AWS_REGION ?? ''),
  keyUrls: readKeyUrls(process.env.STAGEPASS_ISSUER_KEYS),
  now: Date.now,
  log,
});

await guard.readAhead();

export const handler = guard;
