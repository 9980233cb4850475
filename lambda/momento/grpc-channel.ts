import {
  type ClientHttp2Session,
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import type { Socket } from 'node:net';
import { framed, PREFIX_BYTES, unframed } from './grpc-framing.ts';
import { GrpcError, GrpcStatus } from './grpc-status.ts';

/*
 * A gRPC client for calls with one message each way, without compression.
 *
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */

export interface GrpcCall {
  /** `/package.Service/Method` */
  readonly path: string;
  /** By names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly message: Uint8Array;
  /** For all of the call, connecting included. */
  readonly timeoutMs: number;
}

/**
 * Calls one server, over one connection, which is opened by the first call and kept for others. A call that times out ends
 * the connection, and with it all other calls on it. There are none: an instance of a function has one request at a time.
 */
export interface GrpcChannel {
  /**
   * A call may be made twice, if the connection was kept and turns out to have ended.
   *
   * @returns the message that the server answers.
   * @throws GrpcError
   */
  call(call: GrpcCall): Promise<Uint8Array>;
  /** No call may be in progress. */
  close(): void;
}

/**
 * A connection that was idle for longer isn't used again. AWS's load balancers drop one after 350 s, and an instance that
 * was frozen meanwhile doesn't notice: its next call would time out. Momento's SDK has the same limit.
 */
const MAX_IDLE_MS = 240_000;

/** The default of gRPC's clients. */
const MAX_ANSWER_BYTES = 4_194_304;

/**
 * @param origin `https://host`, or `http://host` for a server on this machine.
 * @param now in ms.
 */
export function grpcChannel(origin: string, now: () => number): GrpcChannel {
  let kept: { readonly session: ClientHttp2Session; usedAt: number; socket?: Socket } | undefined;

  function close(): void {
    kept?.session.destroy();
    // After the server's GOAWAY, Node only ends our side, and waits for the server's for however long.
    kept?.socket?.destroy();
    kept = undefined;
  }

  /** @returns the connection, and whether an earlier call opened it. */
  function connected(): { readonly session: ClientHttp2Session; readonly wasKept: boolean } {
    if (kept !== undefined && isOpen(kept.session) && now() - kept.usedAt <= MAX_IDLE_MS) {
      kept.usedAt = now();
      return { session: kept.session, wasKept: true };
    }
    close();
    const session = connect(origin, { settings: { enablePush: false } });
    // An error also ends the calls, and is theirs. Without a listener it would end the process.
    session.on('error', () => {});
    const opened: typeof kept = { session, usedAt: now() };
    session.on('connect', (_session, socket) => {
      opened.socket = socket;
    });
    kept = opened;
    return { session, wasKept: false };
  }

  return {
    async call(call) {
      // Other characters would be sent as something else.
      if (!Object.values(call.metadata).every((value) => /^[ -~]*$/.test(value))) {
        throw new GrpcError(GrpcStatus.INVALID_ARGUMENT);
      }
      const endsAt = now() + call.timeoutMs;
      const { session, wasKept } = connected();
      try {
        return await exchange(session, call);
      } catch (error) {
        if (!wasKept || !(error instanceof ConnectionLost)) throw error;
        return exchange(connected().session, { ...call, timeoutMs: Math.max(1, endsAt - now()) });
      }
    },
    close,
  };
}

/** A session is `closed` from when its server says that it takes no more calls. */
function isOpen({ closed, destroyed }: ClientHttp2Session): boolean {
  return !closed && !destroyed;
}

/** The connection ended, or its server takes no more calls over it. */
class ConnectionLost extends GrpcError {
  constructor() {
    super(GrpcStatus.UNAVAILABLE);
  }
}

/** A call that takes too long, or whose answer is too large, ends the connection: it may be what is wrong. */
function exchange(session: ClientHttp2Session, { path, metadata, message, timeoutMs }: GrpcCall): Promise<Uint8Array> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    te: 'trailers',
    'content-type': 'application/grpc',
    'grpc-timeout': `${Math.ceil(timeoutMs)}m`,
    ...metadata,
  });
  stream.end(framed(message));

  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const giveUp = (status: number) => {
    reject(new GrpcError(status));
    session.destroy();
  };
  const timer = setTimeout(giveUp, timeoutMs, GrpcStatus.DEADLINE_EXCEEDED);

  let headers: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
  /** An answer without a message has them in its headers. */
  let trailers: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('response', (received, flags) => {
    headers = received;
    if (flags & constants.NGHTTP2_FLAG_END_STREAM) trailers = received;
  });
  stream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES + PREFIX_BYTES) giveUp(GrpcStatus.RESOURCE_EXHAUSTED);
  });
  // 'close' follows, with the reason in `rstCode`.
  stream.on('error', () => {});
  stream.on('close', () => {
    clearTimeout(timer);
    const status = trailers['grpc-status'];
    try {
      if (status === undefined) throw errorWithoutStatus(headers[':status'], session, stream.rstCode);
      if (status !== '0') throw new GrpcError(/^\d+$/.test(`${status}`) ? Number(status) : GrpcStatus.UNKNOWN);
      // A failure counts from whoever reports it, but a success only from a gRPC server.
      if (headers[':status'] !== 200) throw errorWithoutStatus(headers[':status'], session, stream.rstCode);
      if (!isGrpc(headers['content-type'])) throw new GrpcError(GrpcStatus.UNKNOWN);
      resolve(unframed(Buffer.concat(chunks)));
    } catch (error) {
      reject(error);
    }
  });
  return promise;
}

function isGrpc(contentType = ''): boolean {
  return /^application\/grpc(?:[+;]|$)/i.test(contentType);
}

/** @see https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md */
const BY_HTTP_STATUS: Readonly<Record<number, number>> = {
  400: GrpcStatus.INTERNAL,
  401: GrpcStatus.UNAUTHENTICATED,
  403: GrpcStatus.PERMISSION_DENIED,
  404: GrpcStatus.UNIMPLEMENTED,
  429: GrpcStatus.UNAVAILABLE,
  502: GrpcStatus.UNAVAILABLE,
  503: GrpcStatus.UNAVAILABLE,
  504: GrpcStatus.UNAVAILABLE,
};

/** By HTTP/2's error codes; for all others it is INTERNAL. */
const BY_RESET: Readonly<Record<number, number>> = {
  [constants.NGHTTP2_CANCEL]: GrpcStatus.CANCELLED,
  [constants.NGHTTP2_ENHANCE_YOUR_CALM]: GrpcStatus.RESOURCE_EXHAUSTED,
  [constants.NGHTTP2_INADEQUATE_SECURITY]: GrpcStatus.PERMISSION_DENIED,
};

/** Why a call ended without a status of gRPC. */
function errorWithoutStatus(
  httpStatus: number | undefined,
  session: ClientHttp2Session,
  resetCode: number | undefined,
): GrpcError {
  if (httpStatus !== undefined && httpStatus !== 200) {
    return new GrpcError(BY_HTTP_STATUS[httpStatus] ?? GrpcStatus.UNKNOWN);
  }
  if (session.destroyed || resetCode === constants.NGHTTP2_REFUSED_STREAM) return new ConnectionLost();
  return new GrpcError(BY_RESET[resetCode ?? constants.NGHTTP2_NO_ERROR] ?? GrpcStatus.INTERNAL);
}
