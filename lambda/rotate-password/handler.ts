import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD_LENGTH, randomPassword } from '../shared/rotation/random-password.ts';
import { rotationHandler } from '../shared/rotation/rotation.ts';
import { secretOf } from '../shared/rotation/secret-of.ts';
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
  secretOf,
  log,
  { mayBeAbandoned: true },
);
