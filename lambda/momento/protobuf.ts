/*
 * The part of protobuf's encoding that Momento's messages need: numbers, texts, bytes and messages in messages.
 *
 * https://protobuf.dev/programming-guides/encoding/
 */
import { GrpcError, GrpcStatus } from './grpc-status.ts';

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Of a varint, the longest that 64 bits can need. */
const MAX_VARINT_BYTES = 10;

/** A message is its fields, one after the other. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

/** @param value a whole number from 0. As in proto3, 0 is not written. */
export function numberField(field: number, value: number): Uint8Array {
  return value === 0 ? message() : message(tag(field, VARINT), varint(value));
}

/** A text, bytes, or a message. It is written even where it is empty. */
export function bytesField(field: number, value: Uint8Array | string): Uint8Array {
  const bytes = Buffer.from(value);
  return message(tag(field, LENGTH_DELIMITED), varint(bytes.length), bytes);
}

function tag(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) + 0x80);
  return Uint8Array.from([...bytes, left]);
}

/** The fields of a message that was received. */
export class Fields {
  readonly #values: readonly (readonly [field: number, value: number | Buffer])[];

  /** @throws GrpcError INTERNAL where it is no message, as gRPC's clients do. */
  constructor(received: Uint8Array) {
    this.#values = [...read(Buffer.from(received.buffer, received.byteOffset, received.length))];
  }

  has(field: number): boolean {
    return this.#values.some(([each]) => each === field);
  }

  /** The number of a field: 0 where there is none. Numbers above 2^53 are not exact. */
  number(field: number): number {
    const value = this.#last(field);
    return typeof value === 'number' ? value : 0;
  }

  /** The bytes of a field, or the message in it: empty where there is none. */
  bytes(field: number): Buffer {
    return this.all(field).at(-1) ?? Buffer.alloc(0);
  }

  text(field: number): string {
    return this.bytes(field).toString();
  }

  /** The bytes of each value of a repeated field. */
  all(field: number): Buffer[] {
    return this.#values.flatMap(([each, value]) => (each === field && typeof value !== 'number' ? [value] : []));
  }

  /** Of several values, the last one counts. */
  #last(field: number): number | Buffer | undefined {
    return this.#values.findLast(([each]) => each === field)?.[1];
  }
}

function* read(received: Buffer): Generator<readonly [field: number, value: number | Buffer]> {
  let at = 0;

  function take(length: number): Buffer {
    if (at + length > received.length) throw new GrpcError(GrpcStatus.INTERNAL);
    at += length;
    return received.subarray(at - length, at);
  }

  function takeVarint(): number {
    let value = 0;
    for (let byte = 0; byte < MAX_VARINT_BYTES; byte += 1) {
      const bits = take(1).readUInt8();
      value += (bits % 0x80) * 0x80 ** byte;
      if (bits < 0x80) return value;
    }
    throw new GrpcError(GrpcStatus.INTERNAL);
  }

  while (at < received.length) {
    const key = takeVarint();
    const [field, wireType] = [Math.floor(key / 8), key % 8];
    if (wireType === VARINT) yield [field, takeVarint()];
    else if (wireType === LENGTH_DELIMITED) yield [field, take(takeVarint())];
    else if (wireType === FIXED_64) take(8);
    else if (wireType === FIXED_32) take(4);
    else throw new GrpcError(GrpcStatus.INTERNAL);
  }
}
