import type { ControlCall, RunningAssembly } from '../../local/run-assembly.ts';

/** A place in a rotation: a call of its function, by action, and before or after it is done. */
export type KillPoint = `${ControlCall['phase']} ${string}`;

/** In every step, in the order in which a rotation comes to them. */
export const originPoints: readonly KillPoint[] = [
  'after PutSecretValue',
  'before GetDistributionConfig',
  'before UpdateDistribution',
  'after UpdateDistribution',
  'before GetDistribution',
  'after GetDistribution',
  'before UpdateSecretVersionStage',
];
export const passwordPoints: readonly KillPoint[] = [
  'after PutSecretValue',
  'before UpdateSecretVersionStage',
  // Of the label AWSPREVIOUS; the next two are of the label that tells since when, which is put on and then put anew.
  'after UpdateSecretVersionStage',
  'before UpdateSecretVersionStage',
  'after UpdateSecretVersionStage',
  'after UpdateSecretVersionStage',
];

/** Ends a rotation function's process in the middle of its calls, as a crash or a timeout would. */
export class RotationKiller {
  #stagepass: RunningAssembly | undefined;
  /** Where to kill next, and what to do then, by a part of the function's name. */
  readonly #armed = new Map<string, { readonly point: KillPoint; readonly struck: () => void }>();
  /** Where to do something else before the call goes on, likewise. */
  readonly #interrupts = new Map<string, { readonly point: KillPoint; readonly act: () => Promise<unknown> }>();

  /** For the runner: breaks off the call that is armed. */
  readonly onControlCall = async (call: ControlCall): Promise<void> => {
    for (const [name, { point, act }] of this.#interrupts) {
      if (!call.by.includes(name) || point !== `${call.phase} ${call.action}`) continue;
      this.#interrupts.delete(name);
      await act();
    }
    for (const [name, { point, struck }] of this.#armed) {
      if (!call.by.includes(name) || point !== `${call.phase} ${call.action}`) continue;
      this.#armed.delete(name);
      struck();
      await this.#stagepass?.coldStart(call.by);
      throw new Error(`${call.by} is killed ${point}`);
    }
  };

  attach(stagepass: RunningAssembly): void {
    this.#stagepass = stagepass;
  }

  /**
   * One attempt of a rotation, killed at a point.
   *
   * @param functionName a part of the rotation function's name.
   * @throws when it ends otherwise.
   */
  async attempt(secretId: string, functionName: string, point: KillPoint): Promise<void> {
    let struck = false;
    this.#armed.set(functionName, {
      point,
      struck() {
        struck = true;
      },
    });
    const failure = await this.#stagepass?.secretsManager.rotate(secretId).catch((error: unknown) => error);
    this.#armed.delete(functionName);
    if (!struck) throw failure ?? new Error(`${secretId} was rotated without being killed ${point}`);
  }

  /**
   * Does something in the middle of a rotation, which waits for it.
   *
   * @param functionName a part of the rotation function's name.
   * @returns what it came to, when the rotation gets there.
   */
  interrupt<T>(functionName: string, point: KillPoint, act: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#interrupts.set(functionName, { point, act: () => act().then(resolve, reject) });
    });
  }

  /**
   * A rotation that is killed at each of these points, one in each attempt, and then completes.
   *
   * @param between runs after each kill, before the next attempt.
   */
  async rotate(
    secretId: string,
    functionName: string,
    points: readonly KillPoint[],
    between: () => Promise<void> = async () => {},
  ): Promise<void> {
    for (const point of points) {
      await this.attempt(secretId, functionName, point);
      await between();
    }
    await this.#stagepass?.secretsManager.rotate(secretId);
  }
}
