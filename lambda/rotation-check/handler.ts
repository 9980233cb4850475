import { secretsManager } from '../shared/secrets/secrets-manager.ts';
import { bundledFile } from '../shared/settings/bundled-file.ts';
import { checkRotations } from './check-rotations.ts';
import { ROTATING_SECRETS_FILE, RotatingSecrets } from './options.ts';

const rotating = bundledFile(ROTATING_SECRETS_FILE, RotatingSecrets);
const client = secretsManager(rotating.region);

export async function handler(): Promise<void> {
  await checkRotations(rotating, client, Date.now());
}
