import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD_LENGTH, randomPassword } from '../shared/rotation/random-password.ts';
import { rotationHandler } from '../shared/rotation/rotation.ts';
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
  (arn) => rotatingSecret(secretsManager(regionOf(arn)), arn),
  log,
  { mayBeAbandoned: true },
);
