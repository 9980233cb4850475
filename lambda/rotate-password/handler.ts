import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD_LENGTH, randomPassword } from '../shared/rotation/random-password.ts';
import { replicated } from '../shared/rotation/replicated.ts';
import { rotationHandler } from '../shared/rotation/rotation.ts';
import { awaitReplicas, replicatedSecret } from '../shared/secrets/await-replicas.ts';
import { regionOf } from '../shared/secrets/region-of.ts';
import { rotatingSecret } from '../shared/secrets/rotating-secret.ts';
import { secretsManager } from '../shared/secrets/secrets-manager.ts';
import { env, requireEnv } from '../shared/settings/environment.ts';
import { log } from '../shared/telemetry/log.ts';
import { passwordRotationSteps } from './steps.ts';

const settleMs = Number(requireEnv(env.settleSeconds)) * 1000;

export const handler = rotationHandler(
  passwordRotationSteps({
    newPassword: () => randomPassword(PASSWORD_LENGTH),
    settle: () => sleep(settleMs),
    now: Date.now,
  }),
  (arn) => {
    const client = secretsManager(regionOf(arn));
    const secret = replicatedSecret(client, arn);
    return replicated(rotatingSecret(client, arn), () => awaitReplicas(secret, { now: Date.now, sleep }));
  },
  log,
  { mayBeAbandoned: true },
);
