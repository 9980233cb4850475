import { GrpcError, GrpcStatus } from './grpc-status.ts';

/** Before a message: whether it is compressed (one byte), and its length (four). */
export const PREFIX_BYTES = 5;

/** A body with one message. */
export function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/**
 * The message in a body.
 *
 * @throws GrpcError where there isn't exactly one, or it is compressed: with the statuses that gRPC's clients have for
 *   these.
 */
export function unframed(body: Buffer): Buffer {
  const isOne = body.length >= PREFIX_BYTES && body.length === PREFIX_BYTES + body.readUInt32BE(1);
  if (!isOne) throw new GrpcError(GrpcStatus.UNIMPLEMENTED);
  if (body.readUInt8() !== 0) throw new GrpcError(GrpcStatus.INTERNAL);
  return body.subarray(PREFIX_BYTES);
}
