import { setTimeout as sleep } from 'node:timers/promises';
import { awaitReplicas, replicatedSecret } from '../secrets/await-replicas.ts';
import { regionOf } from '../secrets/region-of.ts';
import { type RotatingSecret, rotatingSecret } from '../secrets/rotating-secret.ts';
import { secretsManager } from '../secrets/secrets-manager.ts';
import { replicated } from './replicated.ts';

/** The secret with this ARN, as a rotation changes it: with the replicas that it may have. */
export function secretOf(arn: string): RotatingSecret {
  const client = secretsManager(regionOf(arn));
  const secret = replicatedSecret(client, arn);
  return replicated(rotatingSecret(client, arn), () => awaitReplicas(secret, { now: Date.now, sleep }));
}
