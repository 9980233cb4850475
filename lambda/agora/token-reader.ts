/** Reads Agora's binary format: integers are little-endian; a string is its length in 16 bits, then its bytes. */
export class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, true);
  }

  uint32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  bytes(): Uint8Array {
    const length = this.uint16();
    this.#at += length;
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#at - length, length);
  }

  text(): string {
    return new TextDecoder().decode(this.bytes());
  }

  /** Pairs of a privilege and a time in seconds. */
  privileges(): [privilege: number, seconds: number][] {
    return Array.from({ length: this.uint16() }, () => [this.uint16(), this.uint32()]);
  }
}
