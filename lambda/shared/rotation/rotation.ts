import * as v from 'valibot';
import type { Labels, RotatingSecret } from '../secrets/rotating-secret.ts';
import { causeOf, type LogLine } from '../telemetry/log.ts';

/** The event of a rotation function. Secrets Manager invokes it once for each step. */
const RotationEvent = v.object({
  Step: v.picklist(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  /** ARN */
  SecretId: v.string(),
  /** Id of the version that is to become the current one. */
  ClientRequestToken: v.string(),
});
type Step = v.InferOutput<typeof RotationEvent>['Step'];

/** A rotation whose version isn't the current one yet. */
export interface Rotation {
  readonly secret: RotatingSecret;
  readonly labels: Labels & { readonly AWSCURRENT: string; readonly AWSPENDING: string };
}

/**
 * The four steps of a secret's rotation. Each may be interrupted at any point and started again. Secrets Manager
 * repeats a failed rotation from its first step with the same version, so the first step may even come after the last.
 */
export interface RotationSteps extends Readonly<Record<Step, (rotation: Rotation) => Promise<void>>> {
  /** Waits until every reader of the secret knows its labels, or will look for them. */
  readonly settle: () => Promise<unknown>;
}

/** A rotation can't go on. The message says why and contains nothing secret. */
export class RotationError extends Error {
  override readonly name = 'RotationError';
}

/** The secret got another version while it rotated. */
export class RotationAbandoned extends RotationError {}

export interface RotationHandlerOptions {
  /**
   * Whether an operator may write a version by hand while the secret rotates. Secrets Manager then abandons the
   * rotation. The version written by hand is the newer one, so there is nothing left to do, and it is no failure.
   */
  readonly mayBeAbandoned: boolean;
}

/**
 * For how long a new value has the label AWSPENDING before it is used. Guard and authorizer read the secret again when
 * they get a value that they don't know, but not if they read it in the last 5 s. A reading of all its versions takes up
 * to 8.4 s: the current one first, then the others. After that time all of them know the value or will look for it. The
 * rest is for replication inside Secrets Manager.
 */
export const SETTLE_SECONDS = 15;

export const ANOTHER_VERSION = 'the secret was given another version meanwhile';

/**
 * Steps that rely on what a step or an attempt before them has changed: the replicas must have that first. An attempt may
 * have ended before they had it, and the next one finds the secret as it should be, and has nothing to change or wait for.
 */
const RELYING: ReadonlySet<Step> = new Set(['setSecret', 'finishSecret']);

/**
 * @param secretOf gives the secret with an ARN.
 * @returns a handler. When a step fails it throws an error without secrets, because Lambda logs it.
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
      if (RELYING.has(step)) await secret.settled();
      const rotation = await openRotation(secret, token);
      if (rotation !== undefined) await steps[step](rotation);
      else if (step === 'finishSecret') await finishAgain(secret, token, steps.settle);
      log({ level: 'info', message: rotation === undefined ? 'rotated already' : 'rotation step done', ...about });
    } catch (thrown) {
      const error = await explained(thrown, secret, token);
      if (mayBeAbandoned && error instanceof RotationAbandoned) {
        return log({ level: 'info', message: 'rotation abandoned', ...about });
      }
      log({ level: 'error', message: 'rotation step failed', ...about, cause: causeOf(error) });
      // The message of an AWS error may contain what was sent, so it isn't passed on.
      throw new RotationError(`${step}: ${error instanceof RotationError ? error.message : causeOf(error)}`);
    }
  };
}

/** @returns undefined when the rotation's version is the current one. */
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

/**
 * A call that fails because the labels have moved meanwhile is reported as an abandoned rotation, not as its own error.
 */
async function explained(error: unknown, secret: RotatingSecret, token: string): Promise<unknown> {
  if (error instanceof RotationError) return error;
  const abandoned = await secret
    .labels()
    .then((labels) => isAbandoned(secret, token, labels))
    .catch(() => false);
  return abandoned ? new RotationAbandoned(ANOTHER_VERSION) : error;
}

/** Whether a newer version became the current one, and the rotation's version lost its label. */
async function isAbandoned(
  secret: RotatingSecret,
  token: string,
  { AWSCURRENT, AWSPENDING }: Labels,
): Promise<boolean> {
  if (AWSCURRENT === undefined || AWSCURRENT === token || AWSPENDING === token) return false;
  const [current, own] = await Promise.all([secret.read(AWSCURRENT), secret.read(token)]);
  // The rotation's version has no value yet.
  if (own === undefined) return AWSPENDING === undefined;
  return current !== undefined && current.createdAt >= own.createdAt;
}

/** Makes the pending version the current one. It fails if the current version has changed since the labels were read. */
export async function finish({ secret, labels }: Rotation, settle: () => Promise<unknown>): Promise<void> {
  await secret.move('AWSCURRENT', labels.AWSPENDING, labels.AWSCURRENT);
  await takePendingLabelOff(secret, labels.AWSPENDING, settle);
}

/** What is left to do when the version became the current one in an attempt before. */
async function finishAgain(secret: RotatingSecret, token: string, settle: () => Promise<unknown>): Promise<void> {
  if ((await secret.labels()).AWSPENDING === token) await takePendingLabelOff(secret, token, settle);
}

/**
 * The last change of a rotation. The label must not stay on a version that is later replaced by hand; and while it is
 * there, the check for unfinished rotations knows that something is left to do. It waits before that, because readers get
 * each label in its own call, AWSCURRENT first: one that reads in between must find the value under one of the two.
 */
async function takePendingLabelOff(
  secret: RotatingSecret,
  versionId: string,
  settle: () => Promise<unknown>,
): Promise<void> {
  await settle();
  await secret.move('AWSPENDING', undefined, versionId);
}

/** `arn:aws:secretsmanager:region:account:secret:NAME-xxxxxx` */
function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1, -7);
}
