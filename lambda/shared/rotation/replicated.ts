import { ReplicaBehind } from '../secrets/await-replicas.ts';
import type { RotatingSecret } from '../secrets/rotating-secret.ts';
import { RotationError } from './rotation.ts';

/**
 * A secret with replicas: each change waits until the replicas have it, before anything else is done. So no guard that
 * reads a replica refuses a password that another one accepts.
 *
 * @param settled waits for the replicas; rejects with ReplicaBehind. The rotation is then tried again later.
 */
export function replicated(secret: RotatingSecret, settled: () => Promise<void>): RotatingSecret {
  async function everywhere(change: Promise<void>): Promise<void> {
    await change;
    try {
      await settled();
    } catch (error) {
      throw error instanceof ReplicaBehind ? new RotationError(error.message, { cause: error }) : error;
    }
  }
  return {
    labels: () => secret.labels(),
    read: (versionId) => secret.read(versionId),
    putPending: (versionId, value) => everywhere(secret.putPending(versionId, value)),
    move: (label, to, from) => everywhere(secret.move(label, to, from)),
  };
}
