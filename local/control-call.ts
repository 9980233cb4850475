import type { ServerResponse } from 'node:http';

/** A call of an AWS API that reads or changes the deployment, made by an SDK. */
export interface ControlCall {
  readonly service: 'secretsmanager' | 'cloudfront' | 'cloudformation';
  /** By its IAM name: `PutSecretValue`. */
  readonly action: string;
  /** The session of the caller's role: a function's name, or `operator`. */
  readonly by: string;
  /** `before` the call is done, or `after` it, when the answer is not sent yet. */
  readonly phase: 'before' | 'after';
}

/**
 * Called for every API call, which waits for it. If it rejects, the connection is closed at that point: in the phase
 * `before`, the call is not done; in the phase `after`, it is done, but the caller gets no answer.
 */
export type OnControlCall = (call: ControlCall) => Promise<void>;

export const unheard: OnControlCall = async () => {};

/** @returns whether the call goes on; otherwise its connection has been broken off. */
export async function goesOn(told: Promise<void>, response: ServerResponse): Promise<boolean> {
  try {
    await told;
    return true;
  } catch {
    response.destroy();
    return false;
  }
}
