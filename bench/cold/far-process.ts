/*
 * Plays servers that are far away, in a process of its own: so that their work isn't the function's. Before each it puts
 * the way there and TLS, and notes when what happened. Run by `startFarServices`, with an IPC channel to it.
 *
 * The bytes are delayed as they are on the wire, before they are decrypted: so a handshake takes the round trips that
 * its protocol needs.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { DelayedConnection } from './delayed-connection.ts';
import type { FarRequest, FarService } from './far-services.ts';
import { monotonicMs } from './monotonic.ts';

/** The end of what one side sends. */
const END = Symbol('end');

/** A timer of Node comes up to a millisecond late: the rest is waited for without one. */
const TIMER_MS = 2;

/** `ConnectionMarks` while they come in. */
interface Marks {
  readonly openedAt: number;
  readonly connectedAt: number;
  securedAt: number | undefined;
  readonly exchanges: { readonly sentAt: number; answeredAt: number | undefined }[];
}

const marks: Marks[] = [];
let secureContext: SecureContext | undefined;

process.on('message', (request: FarRequest) => {
  if (request.type === 'certificate') secureContext = createSecureContext(request.certificate);
  if (request.type === 'open') void open(request.service);
  if (request.type === 'take') process.send?.({ type: 'marks', marks: marks.splice(0) });
});
process.on('disconnect', () => process.exit());

async function open(service: FarService): Promise<void> {
  const server = createServer({ noDelay: true }, (client) => serve(client, service)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.({ type: 'opened', port: (server.address() as AddressInfo).port });
}

function serve(client: Socket, { port, roundTripMs, tls }: FarService): void {
  const openedAt = monotonicMs();
  const oneWayMs = roundTripMs / 2;
  const seen: Marks = { openedAt, connectedAt: openedAt + roundTripMs, securedAt: undefined, exchanges: [] };
  marks.push(seen);

  const way = wayTo(client, roundTripMs);
  let upstream: Socket | undefined;
  const answerer: Duplex = tls ? secured(way) : way;
  answerer.on('data', (bytes) => {
    const last = seen.exchanges.at(-1);
    // The function sent it when it was half a round trip away.
    if (last === undefined || last.answeredAt !== undefined)
      seen.exchanges.push({ sentAt: monotonicMs() - oneWayMs, answeredAt: undefined });
    // Only now: a server that speaks first would otherwise do so before the client’s connection is there.
    upstream ??= connectTo(port);
    upstream.write(bytes);
  });
  answerer.on('end', () => upstream?.end());
  answerer.on('close', () => upstream?.destroy());
  // A function is killed with its connections open.
  answerer.on('error', () => client.destroy());

  function secured(wire: Duplex): Duplex {
    const socket = new TLSSocket(wire as Socket, {
      isServer: true,
      secureContext,
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    socket.on('secure', () => {
      seen.securedAt = monotonicMs() - oneWayMs;
    });
    return socket;
  }

  function connectTo(toPort: number): Socket {
    const socket = connect({ port: toPort, host: '127.0.0.1', noDelay: true });
    socket.on('data', (bytes) => {
      const last = seen.exchanges.at(-1);
      if (last !== undefined) last.answeredAt ??= monotonicMs() + oneWayMs;
      answerer.write(bytes);
    });
    socket.on('end', () => answerer.end());
    socket.on('error', () => client.destroy());
    return socket;
  }
}

/** The server's end of a connection with this client, as long as it takes to get there. */
function wayTo(client: Socket, roundTripMs: number): Duplex {
  const connection = new DelayedConnection<Buffer | typeof END>(roundTripMs);
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  const way = new Duplex({
    read() {},
    write(bytes, _encoding, done) {
      connection.fromServer(bytes, monotonicMs());
      waitForNext();
      done();
    },
    final(done) {
      connection.fromServer(END, monotonicMs());
      waitForNext();
      done();
    },
  });
  client.on('data', (bytes) => {
    connection.fromClient(bytes, monotonicMs());
    waitForNext();
  });
  client.on('end', () => {
    connection.fromClient(END, monotonicMs());
    waitForNext();
  });
  client.on('error', () => client.destroy());
  client.on('close', () => way.destroy());

  function waitForNext(): void {
    // What comes now may be due before what is waited for: it goes the other way.
    clearTimeout(timer);
    clearImmediate(immediate);
    const inMs = connection.nextAt() - monotonicMs();
    if (inMs === Number.POSITIVE_INFINITY) return;
    if (inMs > TIMER_MS) timer = setTimeout(deliver, inMs - TIMER_MS);
    else immediate = setImmediate(deliver);
  }

  function deliver(): void {
    const now = monotonicMs();
    for (const piece of connection.arrivedAtServer(now)) way.push(piece === END ? null : piece);
    for (const piece of connection.arrivedAtClient(now)) {
      if (piece === END) client.end();
      else client.write(piece);
    }
    waitForNext();
  }

  return way;
}
