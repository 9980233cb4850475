import { type ErrorCode, StagepassError } from '../../api/errors.ts';

/** Why a call failed, for the log: Momento's name for it. Nothing of the call or its answer is in it. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;

  constructor(code: string) {
    super();
    this.code = code;
  }
}

export class ProviderFailure extends StagepassError {
  readonly mayPass: boolean;

  constructor(code: ErrorCode, message: string, fault: string, mayPass: boolean) {
    super(code, message, { cause: new Fault(fault) });
    this.mayPass = mayPass;
  }
}

/** @param code a `MomentoErrorCode`. */
export function failureFor(code: string): ProviderFailure {
  switch (code) {
    case 'AUTHENTICATION_ERROR':
    case 'PERMISSION_ERROR':
    case 'INVALID_ARGUMENT_ERROR':
    case 'BAD_REQUEST_ERROR':
    case 'FAILED_PRECONDITION_ERROR':
    case 'NOT_FOUND_ERROR':
      return new ProviderFailure(
        'provider_refused',
        'Momento refused to give a token; its API key or the scope asked for may be wrong',
        code,
        false,
      );
    case 'LIMIT_EXCEEDED_ERROR':
      return new ProviderFailure('too_many_requests', 'Momento’s limit is reached; try again', code, false);
    case 'TIMEOUT_ERROR':
      return new ProviderFailure('provider_timeout', 'Momento took too long to give a token; try again', code, true);
    default:
      return new ProviderFailure(
        'provider_failed',
        'Momento failed to give a token; try again',
        code,
        code === 'SERVER_UNAVAILABLE',
      );
  }
}
