import { ApiError, type ErrorCode } from '../../../api/errors.ts';

/**
 * Why a call failed, for the log: `timeout`, a network error's code, a status. Nothing of the call or its answer is in
 * it.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;

  constructor(code: string) {
    super();
    this.code = code;
  }
}

/** A provider didn't do what it was asked; the message is for the caller, the fault for the log. */
export class ProviderError extends ApiError {
  /** Whether asking again may go better. */
  readonly mayPass: boolean;

  constructor(code: ErrorCode, message: string, fault: string | Fault, mayPass: boolean) {
    super(code, message, { cause: typeof fault === 'string' ? new Fault(fault) : fault });
    this.mayPass = mayPass;
  }
}

export function mayPass(error: unknown): boolean {
  return error instanceof ProviderError && error.mayPass;
}
