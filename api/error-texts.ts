import type { ErrorCode } from './errors.ts';

/** When an error comes, and what its message may look like: for the contract's documents. */
export const errorTexts: Readonly<Record<ErrorCode, { readonly when: string; readonly example: string }>> = {
  invalid_request: {
    when: 'A parameter, the path or the body is wrong, or the provider refuses a field.',
    example: 'expireTime must be a whole number of seconds, 1 or more',
  },
  unauthorized: {
    when: 'No or wrong credentials.',
    example: 'the right name and password of a caller are needed, by HTTP Basic authentication',
  },
  not_allowed: {
    when: 'The caller or the stage may not have it.',
    example: 'this caller may not ask for the channel "vault"; allowed: "lobby", "room-*"',
  },
  not_found: { when: 'There is nothing of this name or id.', example: 'there is no such route' },
  method_not_allowed: { when: 'The route doesn’t take this method.', example: 'this route takes GET, HEAD' },
  payload_too_large: { when: 'The request is too large.', example: 'the body is larger than 16384 bytes' },
  unsupported_media_type: {
    when: 'The body isn’t sent as application/json.',
    example: 'send the body as application/json',
  },
  too_many_requests: {
    when: 'The route, the caller or the provider is throttled, or the caller’s quota is used up.',
    example: 'too many requests: try again in a moment',
  },
  internal_error: {
    when: 'Something went wrong at Stagepass.',
    example: 'something went wrong here; look for the request id in the logs',
  },
  provider_refused: {
    when: 'The provider refused Stagepass’s keys, or its request.',
    example: 'the provider refused the request',
  },
  provider_failed: {
    when: 'The provider is down, or its answer makes no sense.',
    example: 'the provider gave no usable answer',
  },
  not_configured: {
    when: 'The provider’s keys aren’t filled in, or can’t be keys.',
    example: 'the provider is not configured: its secret holds no usable keys yet',
  },
  unavailable: {
    when: 'Something that Stagepass needs can’t be read just now.',
    example: 'the request cannot be checked just now: try again',
  },
  provider_timeout: { when: 'The provider was too slow.', example: 'the provider took too long' },
  timeout: { when: 'Stagepass was too slow.', example: 'the function took too long: try again' },
};
