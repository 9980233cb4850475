import { once } from 'node:events';
import {
  constants,
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GrpcChannel, grpcChannel } from '../../../lambda/momento/grpc-channel.ts';
import { framed } from '../../../lambda/momento/grpc-framing.ts';
import { GrpcStatus } from '../../../lambda/momento/grpc-status.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/*
 * Against a bare HTTP/2 server, which can also do what no gRPC server does. Where gRPC's own client has a say in what an
 * answer means, it is asked, too.
 */

type Answer = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

let clock: ManualClock;
let answer: Answer;
let sessions: ServerHttp2Session[];
let calls: number;
let host: string;
let channel: GrpcChannel;
let stop: () => void;

beforeEach(async () => {
  clock = new ManualClock();
  sessions = [];
  calls = 0;
  const server = createServer();
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => {});
  });
  server.on('stream', async (stream, headers) => {
    calls += 1;
    stream.on('error', () => {});
    answer(stream, headers);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  channel = grpcChannel(`http://${host}`, clock.now);
  stop = () => {
    server.close();
    for (const session of sessions) session.destroy();
  };
});
afterEach(() => {
  channel.close();
  stop();
});

const head = { ':status': 200, 'content-type': 'application/grpc' };

/** Answers with these bytes and trailers. */
function whole(
  body: Uint8Array | readonly Uint8Array[],
  trailers: object = { 'grpc-status': '0' },
  headers: object = head,
): Answer {
  return (stream) => {
    stream.respond({ ...headers }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }));
    for (const part of body instanceof Uint8Array ? [body] : body) stream.write(part);
    stream.end();
  };
}

function call({ metadata = {}, timeoutMs = 10_000 } = {}) {
  return channel.call({ path: '/a.Service/Method', metadata, message: Buffer.from('asked'), timeoutMs });
}

async function status(made: Promise<unknown> = call()): Promise<number> {
  const error = await made.then(
    () => expect.fail('it succeeded'),
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: 'GrpcError', message: '' });
  return error.status;
}

/** What gRPC's own client says of the same answer. */
async function statusOfGrpcJs(): Promise<number> {
  const client = new Client(host, credentials.createInsecure());
  const asTheyAre = (bytes: Buffer) => bytes;
  try {
    return await new Promise((resolve) => {
      client.makeUnaryRequest(
        '/a.Service/Method',
        asTheyAre,
        asTheyAre,
        Buffer.from('asked'),
        new Metadata(),
        (error) => resolve(error?.code ?? GrpcStatus.OK),
      );
    });
  } finally {
    client.close();
  }
}

describe('a call', () => {
  it('is what the protocol says', async () => {
    let asked: IncomingHttpHeaders = {};
    let body: Promise<Buffer> | undefined;
    answer = (stream, headers) => {
      asked = headers;
      body = buffer(stream);
      whole(framed(Buffer.from('answer')))(stream, headers);
    };
    expect(Buffer.from(await call({ metadata: { agent: 'test' }, timeoutMs: 1_234.5 })).toString()).toBe('answer');
    expect(asked).toMatchObject({
      ':method': 'POST',
      ':scheme': 'http',
      ':authority': host,
      ':path': '/a.Service/Method',
      te: 'trailers',
      'content-type': 'application/grpc',
      'grpc-timeout': '1235m',
      agent: 'test',
    });
    expect((await body)?.toString('latin1')).toBe('\0\0\0\0\x05asked');
  });

  it('reads a message in whatever parts it comes', async () => {
    const message = Buffer.alloc(200_000, 'a long one');
    const body = framed(message);
    answer = whole([body.subarray(0, 3), body.subarray(3, 7), body.subarray(7)]);
    expect(message.equals(await call())).toBe(true);
    answer = whole(framed(Buffer.alloc(0)));
    expect((await call()).length).toBe(0);
  });

  it.each(['game\r\nagent: other', 'café', '\0'])('is not made with metadata that can’t be sent: %j', async (cache) => {
    expect(await status(call({ metadata: { cache } }))).toBe(GrpcStatus.INVALID_ARGUMENT);
    expect(calls).toBe(0);
  });
});

describe('an answer', () => {
  const reset =
    (code: number): Answer =>
    (stream) =>
      stream.close(code);
  const bare =
    (headers: object): Answer =>
    (stream) =>
      stream.respond({ ...headers }, { endStream: true });
  const page: Answer = (stream) => {
    stream.respond({ ':status': 502, 'content-type': 'text/html' });
    stream.end('<html>Bad gateway</html>');
  };
  const withoutTrailers: Answer = (stream) => {
    stream.respond(head);
    stream.end(framed(Buffer.from('answer')));
  };
  const message = framed(Buffer.from('answer'));
  const compressed = Buffer.concat([Buffer.from([1]), message.subarray(1)]);
  const html = { ...head, 'content-type': 'text/html' };
  const failed = { ...head, ':status': 500 };
  const early0 = { ...head, 'grpc-status': '0' };
  /** A whole message after these headers, and no trailers. */
  const early =
    (headers: object): Answer =>
    (stream) => {
      stream.respond({ ...headers });
      stream.end(message);
    };
  const cutAfter0: Answer = (stream) => {
    stream.respond(early0);
    stream.write(message, () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  };

  it.each<[string, Answer, number]>([
    ['a status in its trailers', whole(message, { 'grpc-status': '5', 'grpc-message': 'why' }), GrpcStatus.NOT_FOUND],
    ['a status and nothing else', bare({ ...head, 'grpc-status': '16' }), GrpcStatus.UNAUTHENTICATED],
    ['a status that gRPC doesn’t have', bare({ ...head, 'grpc-status': '99' }), 99],
    ['a status beside another one of HTTP', bare({ ':status': 503, 'grpc-status': '7' }), GrpcStatus.PERMISSION_DENIED],
    ...[400, 401, 403, 404, 429, 500, 502, 503, 504].map((code): [string, Answer, number] => [
      `HTTP’s status ${code} alone`,
      bare({ ':status': code }),
      { 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 500: 2, 502: 14, 503: 14, 504: 14 }[code] ?? 0,
    ]),
    ['a page of a proxy', page, GrpcStatus.UNAVAILABLE],
    ['no status', withoutTrailers, GrpcStatus.INTERNAL],
    ['a good status before its message only', early({ ...head, 'grpc-status': '0' }), GrpcStatus.INTERNAL],
    ['a good status there, and another one of HTTP', early({ ...failed, 'grpc-status': '0' }), GrpcStatus.UNKNOWN],
    ['a good status there, and a bad one', whole(message, { 'grpc-status': '13' }, early0), GrpcStatus.INTERNAL],
    ['no message', whole(Buffer.alloc(0)), GrpcStatus.UNIMPLEMENTED],
    ['half a message', whole(message.subarray(0, 8)), GrpcStatus.UNIMPLEMENTED],
    ['more than 4 MB', whole(framed(Buffer.alloc(4_194_305))), GrpcStatus.RESOURCE_EXHAUSTED],
    ['the reset NO_ERROR', reset(constants.NGHTTP2_NO_ERROR), GrpcStatus.INTERNAL],
    ['the reset PROTOCOL_ERROR', reset(constants.NGHTTP2_PROTOCOL_ERROR), GrpcStatus.INTERNAL],
    ['the reset INTERNAL_ERROR', reset(constants.NGHTTP2_INTERNAL_ERROR), GrpcStatus.INTERNAL],
    ['the reset CANCEL', reset(constants.NGHTTP2_CANCEL), GrpcStatus.CANCELLED],
    ['the reset ENHANCE_YOUR_CALM', reset(constants.NGHTTP2_ENHANCE_YOUR_CALM), GrpcStatus.RESOURCE_EXHAUSTED],
    ['the reset INADEQUATE_SECURITY', reset(constants.NGHTTP2_INADEQUATE_SECURITY), GrpcStatus.PERMISSION_DENIED],
  ])('with %s is a failure, the same as to gRPC’s own client', async (_what, as, expected) => {
    answer = as;
    expect(await status()).toBe(expected);
    expect(await statusOfGrpcJs()).toBe(expected);
  });

  // Here gRPC's own client says nothing, or takes what it can't read.
  it.each<[string, Answer, number]>([
    ['a status that is no number', bare({ ...head, 'grpc-status': 'bad' }), GrpcStatus.UNKNOWN],
    ['two messages', whole([message, message]), GrpcStatus.UNIMPLEMENTED],
    ['a compressed message', whole(compressed), GrpcStatus.INTERNAL],
    ['a good status before a message that is cut off', cutAfter0, GrpcStatus.INTERNAL],
    [
      'a good status of gRPC, and a bad one of HTTP',
      whole(message, { 'grpc-status': '0' }, failed),
      GrpcStatus.UNKNOWN,
    ],
    ['another type of content', whole(message, { 'grpc-status': '0' }, html), GrpcStatus.UNKNOWN],
    ['no type of content', whole(message, { 'grpc-status': '0' }, { ':status': 200 }), GrpcStatus.UNKNOWN],
  ])('with %s is a failure', async (_what, as, expected) => {
    answer = as;
    expect(await status()).toBe(expected);
  });

  it.each(['application/grpc+proto', 'application/grpc;charset=utf-8', 'Application/GRPC'])(
    'of the type %s is taken',
    async (type) => {
      answer = whole(message, { 'grpc-status': '0' }, { ...head, 'content-type': type });
      expect(Buffer.from(await call()).toString()).toBe('answer');
    },
  );

  it('of 4 MB is taken', async () => {
    answer = whole(framed(Buffer.alloc(4_194_304)));
    expect((await call()).length).toBe(4_194_304);
  });
});

describe('the connection', () => {
  const ok = whole(framed(Buffer.from('answer')));

  it('is kept for four minutes without a call', async () => {
    answer = ok;
    await call();
    clock.advance(240_000);
    await call();
    clock.advance(240_000);
    await call();
    expect(sessions.length).toBe(1);
    clock.advance(240_001);
    await call();
    expect(sessions.length).toBe(2);
    expect(calls).toBe(4);
  });

  it('is another one after it was ended between calls, or is about to be', async () => {
    answer = ok;
    await call();
    sessions[0]?.destroy();
    await call();
    // Its server takes no more calls, and says so.
    sessions[1]?.close();
    await call();
    expect(sessions.length).toBe(3);
    expect(calls).toBe(3);
  });

  it('is closed for a server that says it takes no more calls, and then leaves its side open', async () => {
    const near: Socket[] = [];
    const way = createTcpServer({ allowHalfOpen: true }, (socket) => {
      const far = connect({ port: Number(host.split(':')[1]), host: '127.0.0.1', allowHalfOpen: true });
      for (const side of [socket, far]) side.on('error', () => {});
      socket.pipe(far, { end: false });
      far.pipe(socket, { end: false });
      near.push(socket);
    });
    await once(way.listen(0, '127.0.0.1'), 'listening');
    channel = grpcChannel(`http://127.0.0.1:${(way.address() as AddressInfo).port}`, clock.now);
    answer = ok;
    await call();
    const [first] = near as [Socket];
    sessions[0]?.goaway();
    await once(first, 'end');
    await call();
    // Only a socket that is closed makes what is sent to it fail.
    const closed = new Promise((resolve) => first.on('close', resolve));
    const sending = setInterval(() => first.write('more'), 5);
    await closed;
    clearInterval(sending);
    expect(near.length).toBe(2);
    channel.close();
    way.close();
    for (const socket of near) socket.destroy();
  });

  it.each<[string, Answer]>([
    ['is cut', (stream) => stream.session?.socket.destroy()],
    ['ends with an error', (stream) => stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM)],
    ['refuses the call', (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM)],
  ])('that was kept and %s is not the call’s failure: the call is made once more', async (_what, lose) => {
    answer = ok;
    await call();
    answer = (stream, headers) => {
      answer = ok;
      lose(stream, headers);
    };
    expect(Buffer.from(await call()).toString()).toBe('answer');
    expect(calls).toBe(3);
    answer = lose;
    calls = 0;
    expect(await status()).toBe(GrpcStatus.UNAVAILABLE);
    expect(calls).toBe(2);
  });

  it('that is new is lost once', async () => {
    answer = (stream) => stream.session?.socket.destroy();
    expect(await status()).toBe(GrpcStatus.UNAVAILABLE);
    expect(calls).toBe(1);
  });

  it('can’t be opened where nobody listens', async () => {
    stop();
    expect(await status()).toBe(GrpcStatus.UNAVAILABLE);
  });

  it('is given up with a call that takes too long', async () => {
    answer = () => {};
    expect(await status(call({ timeoutMs: 50 }))).toBe(GrpcStatus.DEADLINE_EXCEEDED);
    answer = ok;
    await call();
    expect(sessions.length).toBe(2);
  });

  it('is over TLS where the origin says so, to a server whose certificate is known', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const server = createSecureServer({ key, cert });
    server.on('session', (session) => sessions.push(session));
    server.on('stream', (stream, headers) => ok(stream, headers));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    channel = grpcChannel(`https://localhost:${(server.address() as AddressInfo).port}`, clock.now);
    const known = getCACertificates();
    try {
      expect(await status()).toBe(GrpcStatus.UNAVAILABLE);
      setDefaultCACertificates([...known, cert]);
      expect(Buffer.from(await call()).toString()).toBe('answer');
    } finally {
      setDefaultCACertificates(known);
      server.close();
    }
  });

  it('ends when the channel is closed', async () => {
    answer = ok;
    await call();
    const ended = once(sessions[0] ?? expect.fail('no connection'), 'close');
    channel.close();
    await ended;
  });
});
