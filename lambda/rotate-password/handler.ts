import { setTimeout as sleep } from 'node:timers/promises';
import { env, requireEnv } from '../shared/environment.ts';
import { log } from '../shared/log.ts';
import { PASSWORD_LENGTH, randomPassword } from '../shared/random-password.ts';
import { regionOf } from '../shared/region-of.ts';
import { rotatingSecret } from '../shared/rotating-secret.ts';
import { rotationHandler } from '../shared/rotation.ts';
import { secretsManager } from '../shared/secrets-manager.ts';
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
