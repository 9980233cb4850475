import { secretsManager } from '../shared/secrets/secrets-manager.ts';
import { bundledFile } from '../shared/settings/bundled-file.ts';
import { env } from '../shared/settings/environment.ts';
import { readMetrics } from '../shared/telemetry/metrics.ts';
import { checkRotations } from './check-rotations.ts';
import { ROTATING_SECRETS_FILE, RotatingSecrets } from './options.ts';

const rotating = bundledFile(ROTATING_SECRETS_FILE, RotatingSecrets);
const reported = readMetrics(process.env[env.metrics]);
const client = secretsManager(rotating.region);

export async function handler(): Promise<void> {
  await checkRotations(rotating, client, Date.now(), reported);
}
