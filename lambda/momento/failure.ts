import { ProviderError } from '../shared/providers/provider-error.ts';

/** @param code a `MomentoErrorCode`. */
export function failureFor(code: string): ProviderError {
  switch (code) {
    case 'AUTHENTICATION_ERROR':
    case 'PERMISSION_ERROR':
    case 'INVALID_ARGUMENT_ERROR':
    case 'BAD_REQUEST_ERROR':
    case 'FAILED_PRECONDITION_ERROR':
    case 'NOT_FOUND_ERROR':
      return new ProviderError(
        'provider_refused',
        'Momento refused to give a token; its API key or the scope asked for may be wrong',
        code,
        false,
      );
    case 'LIMIT_EXCEEDED_ERROR':
      return new ProviderError('too_many_requests', 'Momento’s limit is reached; try again', code, false);
    case 'TIMEOUT_ERROR':
      return new ProviderError('provider_timeout', 'Momento took too long to give a token; try again', code, true);
    default:
      return new ProviderError(
        'provider_failed',
        'Momento failed to give a token; try again',
        code,
        code === 'SERVER_UNAVAILABLE',
      );
  }
}
