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

/** Gives a caller a new password. A caller that is shut out stays so: its version without a password is copied. */
export function passwordRotationSteps({ newPassword, settle, now }: PasswordRotationTools): RotationSteps {
  return {
    async createSecret(rotation) {
      const { secret, labels } = rotation;
      const { current, pending } = await read(rotation);
      if (pending !== undefined) return checkFits(rotation, pending, current);
      const caller = readCallerValue(current.value);
      const value = caller === undefined ? current.value : callerValue({ ...caller, password: newPassword() });
      await secret.putPending(labels.AWSPENDING, value);
      // Was the caller shut out between the two calls? Then this one put the label back that had just been taken away.
      if ((await secret.labels()).AWSCURRENT === labels.AWSCURRENT) return;
      await takeLabel(rotation);
      throw new RotationAbandoned(ANOTHER_VERSION);
    },

    /**
     * The current version is labelled the previous one while it is still current. A guard reads the two labels in two
     * calls: if both moved between them, it would see the new password and the last but one, and refuse the one in use.
     */
    async setSecret({ secret, labels }) {
      if (labels.AWSPREVIOUS === labels.AWSCURRENT) return;
      await secret.move('AWSPREVIOUS', labels.AWSCURRENT, labels.AWSPREVIOUS);
    },

    async testSecret(rotation) {
      const { current, pending } = await read(rotation);
      // Secrets Manager tests the function with an empty version when a schedule is set up.
      if (pending !== undefined) await checkFits(rotation, pending, current);
    },

    async finishSecret(rotation) {
      const { current, pending } = await read(rotation);
      if (pending === undefined) throw new RotationError('the pending version has no value');
      await checkFits(rotation, pending, current);
      await tellSince(rotation, now());
      await settle();
      await finish(rotation, settle);
    },
  };
}

/**
 * Labels the pending version with the time, which the guard counts the grace time from. Before it becomes current, so
 * that no guard reads it without; and anew at each attempt, which may come hours after the one before.
 */
async function tellSince({ secret, labels }: Rotation, now: number): Promise<void> {
  // The current version needs its own no more: it is the previous one as well, by now. A version that keeps a label is
  // never deleted.
  for (const [label, id] of Object.entries(labels)) {
    if (isInUseLabel(label)) await secret.move(label, undefined, id);
  }
  await secret.move(inUseLabel(now), labels.AWSPENDING, undefined);
}

/** A version's value can't be changed, and a rotation has one version: one that doesn't fit is given up. */
async function checkFits(rotation: Rotation, pending: SecretVersion, current: SecretVersion): Promise<void> {
  if (fits(pending, current)) return;
  await takeLabel(rotation);
  throw new RotationError(`${ANOTHER_VERSION}: the pending one was given up, and the next rotation makes a new one`);
}

/** While a version is pending, Secrets Manager goes on with that one; without, the next rotation makes a new one. */
function takeLabel({ secret, labels }: Rotation): Promise<void> {
  return secret.move('AWSPENDING', undefined, labels.AWSPENDING);
}

/**
 * What is older than the current version is no version to come: it was one, and its label was left behind. A caller gets
 * a password of its own; one that is shut out stays as it is.
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
