import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';

/** The first byte of a TLS connection: https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const HANDSHAKE = 22;

/**
 * Lets the port of a TLS server answer plain HTTP too. A distribution has port 80 for that. By default Node would close
 * the connection.
 */
export function alsoTakingPlainHttp(tls: TlsServer, answer: RequestListener): TlsServer {
  const plain = createServer(answer);
  const takeTls = tls.listeners('connection') as ((this: TlsServer, socket: Socket) => void)[];
  tls.removeAllListeners('connection');
  tls.on('connection', (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return void socket.destroy();
      // The server that gets the socket must read this byte too.
      socket.unshift(first);
      if (first[0] === HANDSHAKE) for (const take of takeTls) take.call(tls, socket);
      else plain.emit('connection', socket);
    });
  });
  return tls;
}
