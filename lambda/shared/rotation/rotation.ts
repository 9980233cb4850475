import * as v from 'valibot';
import type { Labels, RotatingSecret } from '../secrets/rotating-secret.ts';
import { causeOf, type LogLine } from '../telemetry/log.ts';

/** What Secrets Manager invokes a rotation function with, once a step. */
const RotationEvent = v.object({
  Step: v.picklist(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  /** ARN */
  SecretId: v.string(),
  /** Id of the version that is to become the current one. */
  ClientRequestToken: v.string(),
});
type Step = v.InferOutput<typeof RotationEvent>['Step'];

/** A rotation that isn't done. */
export interface Rotation {
  readonly secret: RotatingSecret;
  readonly labels: Labels & { readonly AWSCURRENT: string; readonly AWSPENDING: string };
}

/**
 * One secret's four steps. Each may be cut off anywhere and begun again, and the first may come again after the last:
 * Secrets Manager repeats a rotation that failed from its first step, with the version it began with.
 */
export type RotationSteps = Readonly<Record<Step, (rotation: Rotation) => Promise<void>>>;

/** Something stands in the way; its message says what and holds nothing secret. */
export class RotationError extends Error {
  override readonly name = 'RotationError';
}

/** The secret was given another version while it rotated. */
export class RotationAbandoned extends RotationError {}

export interface RotationHandlerOptions {
  /**
   * Whether the secret may get another version by hand while it rotates. Secrets Manager abandons the rotation then, and
   * the version that was put is the newer one: nothing is left to do, and nothing has failed.
   */
  readonly mayBeAbandoned: boolean;
}

/**
 * For how long a new value waits, labelled AWSPENDING, before anybody uses it. Guard and authorizer read a secret again
 * for a value they don't know, but not one they read in the last 5 s, and a reading takes up to 4.2 s. After that each of
 * them knows the value or will look for it; the rest is for Secrets Manager's own copies to agree.
 */
export const SETTLE_SECONDS = 15;

export const ANOTHER_VERSION = 'the secret was given another version meanwhile';

/**
 * @param secretOf gives the secret with an ARN.
 * @returns a handler that throws an error fit for a log when the step is not done.
 */
export function rotationHandler(
  steps: RotationSteps,
  secretOf: (arn: string) => RotatingSecret,
  log: (line: LogLine) => void,
  { mayBeAbandoned }: RotationHandlerOptions,
) {
  return async (event: unknown): Promise<void> => {
    const { Step: step, SecretId, ClientRequestToken: token } = v.parse(RotationEvent, event);
    const about = { secret: nameIn(SecretId), step };
    const secret = secretOf(SecretId);
    try {
      const rotation = await openRotation(secret, token);
      if (rotation !== undefined) await steps[step](rotation);
      log({ level: 'info', message: rotation === undefined ? 'rotated already' : 'rotation step done', ...about });
    } catch (thrown) {
      const error = await explained(thrown, secret, token);
      if (mayBeAbandoned && error instanceof RotationAbandoned) {
        return log({ level: 'info', message: 'rotation abandoned', ...about });
      }
      log({ level: 'error', message: 'rotation step failed', ...about, cause: causeOf(error) });
      // An error of a service may quote what it was sent.
      throw new RotationError(`${step}: ${error instanceof RotationError ? error.message : causeOf(error)}`);
    }
  };
}

/** @returns undefined when it is done: the version is the current one. */
async function openRotation(secret: RotatingSecret, token: string): Promise<Rotation | undefined> {
  const labels = await secret.labels();
  const { AWSCURRENT, AWSPENDING } = labels;
  if (AWSCURRENT === undefined) throw new RotationError('the secret has no current version');
  if (AWSCURRENT === token) return undefined;
  if (AWSPENDING !== token) {
    if (await isAbandoned(secret, token, labels)) throw new RotationAbandoned(ANOTHER_VERSION);
    throw new RotationError('this rotation’s version is not the pending one');
  }
  return { secret, labels: { ...labels, AWSCURRENT, AWSPENDING } };
}

/** What a service refuses in the middle of a step, because labels are no longer where they were, is no fault of its own. */
async function explained(error: unknown, secret: RotatingSecret, token: string): Promise<unknown> {
  if (error instanceof RotationError) return error;
  const abandoned = await secret
    .labels()
    .then((labels) => isAbandoned(secret, token, labels))
    .catch(() => false);
  return abandoned ? new RotationAbandoned(ANOTHER_VERSION) : error;
}

/** Whether the rotation's version has lost its label to one that is newer and the current one. */
async function isAbandoned(
  secret: RotatingSecret,
  token: string,
  { AWSCURRENT, AWSPENDING }: Labels,
): Promise<boolean> {
  if (AWSCURRENT === undefined || AWSCURRENT === token || AWSPENDING === token) return false;
  const [current, own] = await Promise.all([secret.read(AWSCURRENT), secret.read(token)]);
  // Abandoned before it had a value.
  if (own === undefined) return AWSPENDING === undefined;
  return current !== undefined && current.createdAt >= own.createdAt;
}

/**
 * Makes the pending version the current one, in place of the one that was current when the rotation was looked at: if
 * that has changed since, it fails. Then the label of the pending one goes, lest it stays on a value that is replaced by
 * hand one day; only after a while, so that nobody who reads label by label misses the value under both.
 */
export async function finish({ secret, labels }: Rotation, settle: () => Promise<unknown>): Promise<void> {
  await secret.move('AWSCURRENT', labels.AWSPENDING, labels.AWSCURRENT);
  await settle();
  await secret.move('AWSPENDING', undefined, labels.AWSPENDING);
}

/** `arn:aws:secretsmanager:region:account:secret:NAME-xxxxxx` */
function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1, -7);
}
