import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { log } from '../shared/telemetry/log.ts';
import { embedded, type ReportedMetrics } from '../shared/telemetry/metrics.ts';
import type { RotatingSecrets } from './options.ts';
import { type RotationStatus, unfinished } from './unfinished.ts';

/** Secrets that are looked at at the same time: a stage with hundreds of callers is done in some seconds. */
const AT_ONCE = 10;

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
  for (let at = 0; at < secrets.length; at += AT_ONCE) {
    const some = secrets.slice(at, at + AT_ONCE);
    const found = await Promise.all(some.map((secret) => statusOf(client, secret)));
    for (const [index, status] of found.entries()) {
      const wrong = unfinished(status, now);
      if (wrong === undefined) continue;
      count += 1;
      log({ level: 'info', message: 'rotation not finished', secret: some[index], code: wrong });
    }
  }
  log({ level: 'info', message: 'rotations checked', stage }, embedded({ UnfinishedRotations: count }, reported, now));
}

async function statusOf(client: SecretsManagerClient, secret: string): Promise<RotationStatus> {
  const {
    RotationEnabled,
    NextRotationDate,
    VersionIdsToStages,
    ReplicationStatus = [],
  } = await client.send(new DescribeSecretCommand({ SecretId: secret }));
  return {
    enabled: RotationEnabled ?? false,
    nextAt: NextRotationDate?.getTime(),
    stagesByVersion: VersionIdsToStages ?? {},
    replicasInSync: ReplicationStatus.every(({ Status }) => Status === 'InSync'),
  };
}
