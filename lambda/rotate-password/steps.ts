import { inUseLabel, isInUseLabel } from '../shared/rotation/in-use-label.ts';
import {
  ANOTHER_VERSION,
  finish,
  type Rotation,
  RotationAbandoned,
  RotationError,
  type RotationSteps,
} from '../shared/rotation/rotation.ts';
import { callerValue, readCallerValue } from '../shared/secrets/caller-value.ts';
import type { SecretVersion } from '../shared/secrets/secrets-manager.ts';

export interface PasswordRotationTools {
  readonly newPassword: () => string;
  /** Waits until every guard knows the pending password or will look for it. */
  readonly settle: () => Promise<unknown>;
  /** In ms since 1970. */
  readonly now: () => number;
}

/** Gives a caller a new password. A caller that is shut out stays shut out: its value without a password is copied. */
export function passwordRotationSteps({ newPassword, settle, now }: PasswordRotationTools): RotationSteps {
  return {
    settle,

    async createSecret(rotation) {
      const { secret, labels } = rotation;
      const { current, pending } = await read(rotation);
      if (pending !== undefined) return checkFits(rotation, pending, current);
      const caller = readCallerValue(current.value);
      const value = caller === undefined ? current.value : callerValue({ ...caller, password: newPassword() });
      await secret.putPending(labels.AWSPENDING, value);
      // If the caller was shut out between the two calls, AWSPENDING had been removed, and putPending added it again.
      if ((await secret.labels()).AWSCURRENT === labels.AWSCURRENT) return;
      await removePendingLabel(rotation);
      throw new RotationAbandoned(ANOTHER_VERSION);
    },

    /**
     * Adds the label AWSPREVIOUS to the current version before another becomes current. Readers get each label in its own
     * call. For one that reads both at the same time, both labels could move in between: it would see the new password and
     * the one before the current one, and refuse the password that callers use now.
     */
    async setSecret({ secret, labels }) {
      if (labels.AWSPREVIOUS === labels.AWSCURRENT) return;
      await secret.move('AWSPREVIOUS', labels.AWSCURRENT, labels.AWSPREVIOUS);
    },

    async testSecret(rotation) {
      const { current, pending } = await read(rotation);
      // Secrets Manager calls this step with an empty version when a schedule is set up.
      if (pending !== undefined) await checkFits(rotation, pending, current);
    },

    async finishSecret(rotation) {
      const { current, pending } = await read(rotation);
      if (pending === undefined) throw new RotationError('the pending version has no value');
      await checkFits(rotation, pending, current);
      await labelInUseSince(rotation, now());
      await settle();
      await finish(rotation, settle);
    },
  };
}

/**
 * Adds a label with the time to the pending version: the guard counts the grace time from it. This is done before the
 * version becomes current, so that no guard reads it without the label, and again at each attempt, since that may be
 * hours after the one before.
 */
async function labelInUseSince({ secret, labels }: Rotation, now: number): Promise<void> {
  // The current version needs its time label no longer, as it is also the previous version by now. The label must go,
  // because Secrets Manager never deletes a version that has a label.
  for (const [label, id] of Object.entries(labels)) {
    if (isInUseLabel(label)) await secret.move(label, undefined, id);
  }
  await secret.move(inUseLabel(now), labels.AWSPENDING, undefined);
}

/** Gives up a pending version that can't be used: its value can't be changed, and a rotation has only one version. */
async function checkFits(rotation: Rotation, pending: SecretVersion, current: SecretVersion): Promise<void> {
  if (fits(pending, current)) return;
  await removePendingLabel(rotation);
  throw new RotationError(`${ANOTHER_VERSION}: the pending one was given up, and the next rotation makes a new one`);
}

/**
 * Secrets Manager continues with a version while it is pending. Without the label, the next rotation makes a new one.
 */
function removePendingLabel({ secret, labels }: Rotation): Promise<void> {
  return secret.move('AWSPENDING', undefined, labels.AWSPENDING);
}

/**
 * Whether the pending version can become the current one. If it is older than the current version, it was left over by
 * an earlier rotation. Its value must be a password of the same caller, or a copy if the caller is shut out.
 */
function fits(pending: SecretVersion, current: SecretVersion): boolean {
  if (pending.createdAt <= current.createdAt) return false;
  const caller = readCallerValue(current.value);
  return caller === undefined
    ? pending.value === current.value
    : readCallerValue(pending.value)?.username === caller.username;
}

async function read({ secret, labels }: Rotation) {
  const [current, pending] = await Promise.all([secret.read(labels.AWSCURRENT), secret.read(labels.AWSPENDING)]);
  if (current === undefined) throw new RotationError('the current version has no value');
  return { current, pending };
}
