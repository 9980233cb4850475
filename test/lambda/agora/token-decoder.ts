import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32, inflateSync } from 'node:zlib';

/*
 * Reads Agora's tokens by their published layout, with nothing of Agora's packages, so that a mistake of ours or theirs
 * shows. All integers are little-endian; a string is a 16-bit length and its bytes.
 */

export interface Token006 {
  readonly appId: string;
  readonly salt: number;
  /** When the token as a whole ends, in seconds since 1970. */
  readonly ts: number;
  /** Privilege → when it ends, in seconds since 1970. */
  readonly privileges: Readonly<Record<string, number>>;
  /** Of channel and user; the token holds only their checksums and what was signed. */
  readonly signedFor: (certificate: string, channel: string, user: string) => boolean;
}

export interface Service007 {
  readonly type: number;
  /** Privilege → seconds from `issueTs`. */
  readonly privileges: Readonly<Record<string, number>>;
  /** RTC: channel and user; RTM: user. */
  readonly names: readonly string[];
}

export interface Token007 {
  readonly appId: string;
  readonly issueTs: number;
  /** Seconds from `issueTs`. */
  readonly expire: number;
  readonly salt: number;
  readonly services: readonly Service007[];
  readonly signedWith: (certificate: string) => boolean;
}

export const RTC = 1;
export const RTM = 2;
const NAMES_OF: Readonly<Record<number, number>> = { [RTC]: 2, [RTM]: 1 };

export function decode006(token: string): Token006 {
  if (!token.startsWith('006')) throw new Error('not a 006 token');
  const appId = token.slice(3, 35);
  const content = new Reader(Buffer.from(token.slice(35), 'base64'));
  const signature = content.bytes();
  const channelCrc = content.uint32();
  const userCrc = content.uint32();
  const message = content.bytes();
  content.end();

  const fields = new Reader(message);
  const salt = fields.uint32();
  const ts = fields.uint32();
  const privileges = fields.uint32ByUint16();
  fields.end();

  const signedFor = (certificate: string, channel: string, user: string) =>
    crc32(channel) === channelCrc &&
    crc32(user) === userCrc &&
    timingSafeEqual(hmac(certificate, Buffer.concat([Buffer.from(appId + channel + user), message])), signature);
  return { appId, salt, ts, privileges, signedFor };
}

export function decode007(token: string): Token007 {
  if (!token.startsWith('007')) throw new Error('not a 007 token');
  const content = new Reader(inflateSync(Buffer.from(token.slice(3), 'base64')));
  const signature = content.bytes();
  const signed = content.rest();

  const appId = content.string();
  const issueTs = content.uint32();
  const expire = content.uint32();
  const salt = content.uint32();
  const services = Array.from({ length: content.uint16() }, () => {
    const type = content.uint16();
    const privileges = content.uint32ByUint16();
    const count = NAMES_OF[type];
    if (count === undefined) throw new Error(`no such service: ${type}`);
    return { type, privileges, names: Array.from({ length: count }, () => content.string()) };
  });
  content.end();

  const signedWith = (certificate: string) => {
    const key = hmac(uint32(salt), hmac(uint32(issueTs), Buffer.from(certificate)));
    return timingSafeEqual(hmac(key, signed), signature);
  };
  return { appId, issueTs, expire, salt, services, signedWith };
}

/**
 * A token of either version, and whether its signature holds. Only a 006 token is signed over checksums of channel and
 * user; a 007 token names them in its services.
 */
export function decodeAgoraToken(
  token: string,
  { appCertificate, channelName, uid }: { appCertificate: string; channelName: string; uid: string },
) {
  if (token.startsWith('007')) {
    const decoded = decode007(token);
    return { version: '007', ...decoded, signatureValid: decoded.signedWith(appCertificate) };
  }
  const decoded = decode006(token);
  const signedForThem = decoded.signedFor(appCertificate, channelName, uid);
  return { version: '006', ...decoded, signatureValid: signedForThem, crcValid: signedForThem };
}

class Reader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  uint16(): number {
    this.#at += 2;
    return this.#buffer.readUInt16LE(this.#at - 2);
  }

  uint32(): number {
    this.#at += 4;
    return this.#buffer.readUInt32LE(this.#at - 4);
  }

  bytes(): Buffer {
    const length = this.uint16();
    if (this.#at + length > this.#buffer.length) throw new Error('the token ends too early');
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }

  string(): string {
    return this.bytes().toString();
  }

  uint32ByUint16(): Record<string, number> {
    return Object.fromEntries(Array.from({ length: this.uint16() }, () => [this.uint16(), this.uint32()]));
  }

  /** What is left, without reading it. */
  rest(): Buffer {
    return this.#buffer.subarray(this.#at);
  }

  end(): void {
    if (this.rest().length > 0) throw new Error('the token has bytes that belong to nothing');
  }
}

function hmac(key: string | Buffer, message: Buffer): Buffer {
  return createHmac('sha256', key).update(message).digest();
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
