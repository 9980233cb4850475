import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { log } from '../shared/telemetry/log.ts';
import { embedded, type ReportedMetrics } from '../shared/telemetry/metrics.ts';
import type { RotatingSecrets } from './options.ts';
import { unfinished } from './unfinished.ts';

/**
 * Counts the rotations that aren't finished in a metric, and logs each of them.
 *
 * @param now in ms since 1970.
 */
export async function checkRotations(
  { stage, secrets }: Pick<RotatingSecrets, 'stage' | 'secrets'>,
  client: SecretsManagerClient,
  now: number,
  reported: ReportedMetrics,
): Promise<void> {
  let count = 0;
  for (const secret of secrets) {
    const {
      RotationEnabled,
      NextRotationDate,
      VersionIdsToStages,
      ReplicationStatus = [],
    } = await client.send(new DescribeSecretCommand({ SecretId: secret }));
    const status = {
      enabled: RotationEnabled ?? false,
      nextAt: NextRotationDate?.getTime(),
      stagesByVersion: VersionIdsToStages ?? {},
      hasFailedReplica: ReplicationStatus.some(({ Status }) => Status === 'Failed'),
    };
    const wrong = unfinished(status, now);
    if (wrong === undefined) continue;
    count += 1;
    log({ level: 'info', message: 'rotation not finished', secret, code: wrong });
  }
  log({ level: 'info', message: 'rotations checked', stage }, embedded({ UnfinishedRotations: count }, reported, now));
}
