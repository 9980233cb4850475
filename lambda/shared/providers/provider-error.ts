import { ApiError, type ErrorCode } from '../../../api/errors.ts';

/**
 * Why a call failed, for the log: `timeout`, the code of a network error, a status. It contains nothing of the request
 * or the answer.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;

  constructor(code: string) {
    super();
    this.code = code;
  }
}

/** A provider's failure. The message is for the caller, the fault is for the log. */
export class ProviderError extends ApiError {
  /** Whether the failure is temporary, so that a retry makes sense. */
  readonly mayPass: boolean;

  constructor(code: ErrorCode, message: string, fault: string | Fault, mayPass: boolean) {
    super(code, message, { cause: typeof fault === 'string' ? new Fault(fault) : fault });
    this.mayPass = mayPass;
  }
}

export function mayPass(error: unknown): boolean {
  return error instanceof ProviderError && error.mayPass;
}
