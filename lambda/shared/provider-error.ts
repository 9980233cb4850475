import { type ErrorCode, StagepassError } from '../../api/errors.ts';
import { Fault } from './provider-call.ts';

/** A provider didn't do what it was asked; the message is for the caller, the fault for the log. */
export class ProviderError extends StagepassError {
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
