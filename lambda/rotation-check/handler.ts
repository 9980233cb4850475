import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { log } from '../shared/log.ts';
import { embedded } from '../shared/metrics.ts';
import { optionsFromEnv } from '../shared/options.ts';
import { regionOf } from '../shared/region-of.ts';
import { secretsManager } from '../shared/secrets-manager.ts';
import { RotationCheckOptions } from './options.ts';
import { unfinished } from './unfinished.ts';

const { stage, secrets } = optionsFromEnv(RotationCheckOptions);

export async function handler(): Promise<void> {
  const now = Date.now();
  let count = 0;
  for (const arn of secrets) {
    const client = secretsManager(regionOf(arn));
    const { Name, RotationEnabled, NextRotationDate, VersionIdsToStages } = await client.send(
      new DescribeSecretCommand({ SecretId: arn }),
    );
    const status = {
      enabled: RotationEnabled ?? false,
      nextAt: NextRotationDate?.getTime(),
      stagesByVersion: VersionIdsToStages ?? {},
    };
    const wrong = unfinished(status, now);
    if (wrong === undefined) continue;
    count += 1;
    log({ level: 'info', message: 'rotation not finished', secret: Name ?? '', code: wrong });
  }
  log({ level: 'info', message: 'rotations checked', stage }, embedded({ UnfinishedRotations: count }, now));
}
