import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/*
 * The least of a TURN client that shows whether a server takes a credential: it asks for a relay over UDP (RFC 8656,
 * section 7), with the long-term credential mechanism of STUN (RFC 8489, section 9.2).
 */

const ALLOCATE = 0x0003;
const IS_SUCCESS = 0x0100;
const MAGIC_COOKIE = 0x2112_a442;
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 24;

const attribute = {
  username: 0x0006,
  integrity: 0x0008,
  errorCode: 0x0009,
  realm: 0x0014,
  nonce: 0x0015,
  relayedAddress: 0x0016,
  requestedTransport: 0x0019,
} as const;

const UDP = Buffer.from([17, 0, 0, 0]);

type Attributes = ReadonlyMap<number, Buffer>;

export interface Credential {
  readonly username: string;
  readonly credential: string;
}

/** @returns `relayed`, or the code of the server’s refusal. */
export async function allocate(port: number, { username, credential }: Credential): Promise<'relayed' | number> {
  const socket = createSocket('udp4');
  try {
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const ask = async (request: Buffer) => {
      socket.send(request);
      const [answer] = (await once(socket, 'message')) as [Buffer];
      return answer;
    };
    // The server says its realm and a nonce where it refuses a request without a credential.
    const asked = attributesIn(await ask(message([[attribute.requestedTransport, UDP]])));
    const realm = asked.get(attribute.realm) ?? Buffer.alloc(0);
    const key = createHash('md5').update(`${username}:${realm}:${credential}`).digest();
    const request = message(
      [
        [attribute.requestedTransport, UDP],
        [attribute.username, Buffer.from(username)],
        [attribute.realm, realm],
        [attribute.nonce, asked.get(attribute.nonce) ?? Buffer.alloc(0)],
      ],
      key,
    );
    const answer = await ask(request);
    const given = attributesIn(answer);
    if (answer.readUInt16BE(0) === (ALLOCATE | IS_SUCCESS) && given.has(attribute.relayedAddress)) return 'relayed';
    const code = given.get(attribute.errorCode) ?? Buffer.alloc(4);
    return code.readUInt8(2) * 100 + code.readUInt8(3);
  } finally {
    socket.close();
  }
}

/** @param key signs it. */
function message(attributes: readonly (readonly [type: number, value: Buffer])[], key?: Buffer): Buffer {
  const body = Buffer.concat(attributes.map(([type, value]) => encoded(type, value)));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(ALLOCATE, 0);
  header.writeUInt16BE(body.length + (key === undefined ? 0 : INTEGRITY_BYTES), 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(12).copy(header, 8);
  const unsigned = Buffer.concat([header, body]);
  if (key === undefined) return unsigned;
  return Buffer.concat([unsigned, encoded(attribute.integrity, createHmac('sha1', key).update(unsigned).digest())]);
}

function encoded(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + paddedTo4(value.length));
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

function attributesIn(answer: Buffer): Attributes {
  const found = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at < answer.length; ) {
    const length = answer.readUInt16BE(at + 2);
    found.set(answer.readUInt16BE(at), answer.subarray(at + 4, at + 4 + length));
    at += 4 + paddedTo4(length);
  }
  return found;
}

function paddedTo4(length: number): number {
  return Math.ceil(length / 4) * 4;
}
