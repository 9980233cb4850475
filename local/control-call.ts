import type { ServerResponse } from 'node:http';

/** A call of a service's API that changes or reads what is deployed, as the SDK makes it. */
export interface ControlCall {
  readonly service: 'secretsmanager' | 'cloudfront' | 'cloudformation';
  /** As IAM names it: `PutSecretValue`. */
  readonly action: string;
  /** The session of the caller's role: a function's name, or `operator`. */
  readonly by: string;
  /** `before` it is done, or `after`, when its answer is not sent yet. */
  readonly phase: 'before' | 'after';
}

/**
 * Told of every call, and waited for. When it rejects, the connection breaks off there: before a call, the call is never
 * done; after it, nobody hears that it was.
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
