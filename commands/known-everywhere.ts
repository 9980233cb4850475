import { setTimeout as sleep } from 'node:timers/promises';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  awaitReplicas,
  ReplicaBehind,
  replicatedSecret,
  type WaitTools,
} from '../lambda/shared/secrets/await-replicas.ts';

/**
 * Waits until the replicas of a secret that was changed have the change.
 *
 * @param done what the change did.
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
    if (!(error instanceof ReplicaBehind)) throw error;
    throw new Error(`${done}, but not everywhere: ${error.message}`, { cause: error });
  }
}
