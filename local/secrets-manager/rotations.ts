import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Deployment, inert } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import type { Clock } from '../clock.ts';
import type { Functions } from '../lambda/lambda-service.ts';
import type { Secret } from './secret.ts';
import { type SecretStore, versionAt } from './secret-store.ts';

const PRINCIPAL = 'secretsmanager.amazonaws.com';
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type Step = (typeof STEPS)[number];

const DAY_MS = 86_400_000;
/** setTimeout takes no more than 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 20 * DAY_MS;

const ScheduleProperties = v.strictObject({
  // The default, true, isn't supported: the rotation would change values that the template's references have resolved to.
  RotateImmediatelyOnUpdate: v.literal(false),
  RotationLambdaARN: v.string(),
  RotationRules: v.strictObject({ AutomaticallyAfterDays: v.pipe(v.number(), v.minValue(1)) }),
  SecretId: v.string(),
  Tags: inert,
});

/** The rotation function failed in a step. The secret stays as it is until the rotation is tried again. */
export class RotationFailed extends Error {
  override readonly name = 'RotationFailed';
}

export interface StartedRotation {
  /** The version that will become the current one. */
  readonly versionId: string;
  /** Whether an earlier rotation is unfinished, which then goes on instead of a new one. */
  readonly isAnother: boolean;
  /** Rejects with RotationFailed. */
  readonly done: Promise<void>;
}

/** Secrets Manager's rotations, by schedule and on request. */
export class Rotations {
  readonly #store: SecretStore;
  readonly #lambda: Functions;
  readonly #clock: Clock;
  readonly #running = new Map<Secret, Promise<void>>();
  readonly #timers = new Map<Secret, () => void>();

  constructor(store: SecretStore, lambda: Functions, clock: Clock) {
    this.#store = store;
    this.#lambda = lambda;
    this.#clock = clock;
  }

  /**
   * Sets up the template's schedules. Like Secrets Manager, it invokes each rotation function with the step testSecret
   * first. A function that fails there could not be deployed.
   *
   * @throws UnsupportedError; Error when a function fails.
   */
  async schedule(deployment: Deployment): Promise<void> {
    for (const resource of deployment.resources('AWS::SecretsManager::RotationSchedule')) {
      const { RotationLambdaARN, RotationRules, SecretId } = resource.properties(ScheduleProperties);
      const secret = this.#store.find(resource.region, SecretId);
      if (secret === undefined) throw new UnsupportedError(resource, `no secret ${SecretId} in its region`);
      this.#lambda.prepare(RotationLambdaARN, ['lambda.amazonaws.com'], resource);
      if (!this.#lambda.mayInvoke(RotationLambdaARN, PRINCIPAL, secret.arn)) {
        throw new UnsupportedError(resource, 'the function doesn’t let Secrets Manager invoke it');
      }
      secret.rotation = { functionArn: RotationLambdaARN, everyDays: RotationRules.AutomaticallyAfterDays };
      const trial = this.#store.put(secret, undefined, { stages: ['AWSPENDING'] });
      await this.#invoke(secret, trial.id, 'testSecret');
      this.#store.remove(secret, trial);
      this.#setTimer(secret);
    }
  }

  /** Starts a rotation, or continues an incomplete one. */
  start(secret: Secret, token: string = randomUUID()): StartedRotation {
    const pending = versionAt(secret, 'AWSPENDING');
    const incomplete = pending !== undefined && !pending.stages.has('AWSCURRENT') ? pending : undefined;
    const version = incomplete ?? this.#store.put(secret, undefined, { id: token, stages: ['AWSPENDING'] });
    const running = this.#running.get(secret);
    const done = running ?? this.#run(secret, version.id);
    this.#running.set(secret, done);
    return { versionId: version.id, isAnother: incomplete !== undefined, done };
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  async #run(secret: Secret, token: string): Promise<void> {
    try {
      for (const step of STEPS) {
        await this.#invoke(secret, token, step);
        if (secret.abandoned === token) throw new RotationFailed(`${secret.name}: abandoned for another version`);
      }
      secret.lastRotatedAt = this.#clock.now();
      this.#setTimer(secret);
    } finally {
      this.#running.delete(secret);
    }
  }

  async #invoke(secret: Secret, token: string, step: Step): Promise<void> {
    const event = { Step: step, SecretId: secret.arn, ClientRequestToken: token };
    const result = await this.#lambda.invoke(secret.rotation?.functionArn ?? '', event);
    if (!result.ok) throw new RotationFailed(`${secret.name}, ${step}: ${result.error.errorMessage}`);
  }

  /** Sets the timer for the next rotation. If that fails, it is tried again a day later. */
  #setTimer(secret: Secret): void {
    this.#timers.get(secret)?.();
    const everyMs = (secret.rotation?.everyDays ?? 0) * DAY_MS;
    secret.nextRotationAt = this.#clock.now() + everyMs;
    this.#wait(secret, secret.nextRotationAt);
  }

  #wait(secret: Secret, until: number): void {
    const leftMs = until - this.#clock.now();
    const cancel = this.#clock.after(Math.min(leftMs, LONGEST_TIMER_MS), () => {
      if (this.#clock.now() < until) return this.#wait(secret, until);
      this.start(secret).done.catch(() => this.#wait(secret, this.#clock.now() + DAY_MS));
    });
    this.#timers.set(secret, cancel);
  }
}
