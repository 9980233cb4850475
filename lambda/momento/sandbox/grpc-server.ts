import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { framed, unframed } from '../grpc-framing.ts';
import { GrpcStatus } from '../grpc-status.ts';

/** An error that the client is told of. */
export class Problem extends Error {
  readonly status: number;

  /** @param status a `GrpcStatus`. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * @returns the message of the answer; undefined for no answer at all.
 * @throws Problem
 */
export type GrpcMethod = (received: Uint8Array, metadata: IncomingHttpHeaders) => Uint8Array | undefined;

export interface GrpcServer {
  /** With its port. */
  readonly host: string;
  /** Also ends calls that hang. */
  close(): Promise<void>;
}

/**
 * Starts a gRPC server without TLS, on a free port of 127.0.0.1, for calls with one message each way.
 *
 * @param methods by path: `/package.Service/Method`. All others are unimplemented.
 */
export async function startGrpcServer(methods: ReadonlyMap<string, GrpcMethod>): Promise<GrpcServer> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    answer(stream, headers, methods.get(String(headers[':path']))).catch(() => stream.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  method: GrpcMethod | undefined,
): Promise<void> {
  const body = await buffer(stream);
  const head = { ':status': 200, 'content-type': 'application/grpc' };
  try {
    if (method === undefined) throw new Problem(GrpcStatus.UNIMPLEMENTED, 'the sandbox has no such method');
    const message = method(unframed(body), headers);
    if (message === undefined) return;
    stream.respond(head, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(GrpcStatus.OK) }));
    stream.end(framed(message));
  } catch (error) {
    const { status, message } = error instanceof Problem ? error : new Problem(GrpcStatus.INTERNAL, 'no such message');
    const ended = { 'grpc-status': String(status), 'grpc-message': encodeURIComponent(message) };
    stream.respond({ ...head, ...ended }, { endStream: true });
  }
}
