import { randomBytes } from 'node:crypto';
import { callerValue, readCallerValue } from '../shared/caller-value.ts';
import { finish, type Rotation, RotationError, type RotationSteps } from '../shared/rotation.ts';
import type { SecretVersion } from '../shared/secrets-manager.ts';

export interface PasswordRotationTools {
  readonly newPassword: () => string;
  /** Waits until every guard knows the pending password or will look for it. */
  readonly settle: () => Promise<unknown>;
  /** In ms since 1970. */
  readonly now: () => number;
}

/**
 * What has been pending for longer is made anew before it becomes current. The guard counts the grace time from when the
 * current version was made: of one that was left lying, it could be over before it began.
 */
export const MAX_PENDING_MS = 2 * 60_000;

/** Gives a caller a new password. A caller that is shut out stays so: its version without a password is copied. */
export function passwordRotationSteps({ newPassword, settle, now }: PasswordRotationTools): RotationSteps {
  return {
    async createSecret({ secret, labels }) {
      const { current, pending } = await read({ secret, labels });
      if (pending !== undefined && fits(pending, current)) return;
      const caller = readCallerValue(current.value);
      const value = caller === undefined ? current.value : callerValue({ ...caller, password: newPassword() });
      // A version's value can't be changed, so one that doesn't fit gets a successor.
      await secret.putPending(pending === undefined ? labels.AWSPENDING : successorOf(labels.AWSPENDING), value);
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
      if (pending === undefined) return;
      if (!fits(pending, current)) throw notFitting();
      await settle();
    },

    async finishSecret(rotation) {
      const { current, pending } = await read(rotation);
      if (pending === undefined || !fits(pending, current)) throw notFitting();
      if (now() - pending.createdAt <= MAX_PENDING_MS) return finish(rotation, settle);
      const successor = successorOf(rotation.labels.AWSPENDING);
      await rotation.secret.putPending(successor, pending.value);
      await finish(rotation, settle, successor);
    },
  };
}

/** Whether a version is the one that a rotation's token names, or a successor of it. */
export function isVersionOf(id: string, token: string): boolean {
  return id === token || id.startsWith(`${stem(token)}.`);
}

function successorOf(id: string): string {
  return `${stem(id)}.${randomBytes(4).toString('hex')}`;
}

/** A version's id has 64 characters at most. */
function stem(id: string): string {
  return id.replace(/\.[0-9a-f]{8}$/, '').slice(0, 55);
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

/** Not for long: a rotation is begun again, and its first step puts this right. */
function notFitting(): RotationError {
  return new RotationError('the pending version does not fit the current one');
}

async function read({ secret, labels }: Rotation) {
  const [current, pending] = await Promise.all([secret.read(labels.AWSCURRENT), secret.read(labels.AWSPENDING)]);
  if (current === undefined) throw new RotationError('the current version has no value');
  return { current, pending };
}
