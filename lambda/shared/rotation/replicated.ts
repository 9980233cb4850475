import { ReplicaBehind } from '../secrets/await-replicas.ts';
import type { RotatingSecret } from '../secrets/rotating-secret.ts';
import { RotationError } from './rotation.ts';

/**
 * A secret with replicas: each change waits until the replicas have it, before anything else is done. So no guard that
 * reads a replica refuses a password that another one accepts.
 *
 * @param awaitReplicas rejects with ReplicaBehind. The rotation is then tried again later.
 */
export function replicated(
  secret: Omit<RotatingSecret, 'settled'>,
  awaitReplicas: () => Promise<void>,
): RotatingSecret {
  async function settled(): Promise<void> {
    try {
      await awaitReplicas();
    } catch (error) {
      throw error instanceof ReplicaBehind ? new RotationError(error.message, { cause: error }) : error;
    }
  }
  async function everywhere(change: Promise<void>): Promise<void> {
    await change;
    await settled();
  }
  return {
    labels: () => secret.labels(),
    read: (versionId) => secret.read(versionId),
    putPending: (versionId, value) => everywhere(secret.putPending(versionId, value)),
    move: (label, to, from) => everywhere(secret.move(label, to, from)),
    settled,
  };
}
