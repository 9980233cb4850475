/** @see https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
export const GrpcStatus = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** A gRPC call that failed. It contains nothing that the server said but the status. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  /** A `GrpcStatus`, or another number where the server gave one. */
  readonly status: number;

  constructor(status: number) {
    super();
    this.status = status;
  }
}
