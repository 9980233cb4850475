import { GrpcStatus } from './grpc-status.ts';

/** Momento's names of gRPC's statuses, which its documentation and its SDKs have. */
const codes: Readonly<Record<number, string>> = {
  [GrpcStatus.CANCELLED]: 'CANCELLED_ERROR',
  [GrpcStatus.UNKNOWN]: 'UNKNOWN_SERVICE_ERROR',
  [GrpcStatus.INVALID_ARGUMENT]: 'INVALID_ARGUMENT_ERROR',
  [GrpcStatus.DEADLINE_EXCEEDED]: 'TIMEOUT_ERROR',
  [GrpcStatus.NOT_FOUND]: 'NOT_FOUND_ERROR',
  [GrpcStatus.ALREADY_EXISTS]: 'ALREADY_EXISTS_ERROR',
  [GrpcStatus.PERMISSION_DENIED]: 'PERMISSION_ERROR',
  [GrpcStatus.RESOURCE_EXHAUSTED]: 'LIMIT_EXCEEDED_ERROR',
  [GrpcStatus.FAILED_PRECONDITION]: 'FAILED_PRECONDITION_ERROR',
  [GrpcStatus.ABORTED]: 'INTERNAL_SERVER_ERROR',
  [GrpcStatus.OUT_OF_RANGE]: 'BAD_REQUEST_ERROR',
  [GrpcStatus.UNIMPLEMENTED]: 'BAD_REQUEST_ERROR',
  [GrpcStatus.INTERNAL]: 'INTERNAL_SERVER_ERROR',
  [GrpcStatus.UNAVAILABLE]: 'SERVER_UNAVAILABLE',
  [GrpcStatus.DATA_LOSS]: 'INTERNAL_SERVER_ERROR',
  [GrpcStatus.UNAUTHENTICATED]: 'AUTHENTICATION_ERROR',
};

/** @returns a `MomentoErrorCode`. */
export function errorCode(status: number): string {
  return codes[status] ?? 'UNKNOWN_ERROR';
}
