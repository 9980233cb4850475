import { setTimeout as sleep } from 'node:timers/promises';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  awaitReplicas,
  ReplicaBehind,
  replicatedSecret,
  type WaitTools,
} from '../lambda/shared/secrets/await-replicas.ts';
import { causeOf } from '../lambda/shared/telemetry/log.ts';

/**
 * Waits until the replicas of a secret have what it has. A command that finds nothing to change waits, too: it may be run
 * again because a replica was behind.
 *
 * @param done what the secret says, and may not be known everywhere.
 * @throws Error that says that it is done, and where it isn’t known.
 */
export async function knownEverywhere(
  client: SecretsManagerClient,
  secretId: string,
  done: string,
  tools: WaitTools = { now: Date.now, sleep },
): Promise<void> {
  try {
    await awaitReplicas(replicatedSecret(client, secretId), tools);
  } catch (error) {
    const why =
      error instanceof ReplicaBehind
        ? `but not everywhere: ${error.message}`
        : `but it can’t be seen whether everywhere: ${causeOf(error)}. Run the command again`;
    throw new Error(`${done}, ${why}`, { cause: error });
  }
}
