import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server on this machine. */
export interface LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or `https://…`; with another host where it listens there only. */
  readonly url: string;
  /** Ends all connections, and each new one at once, until `reconnect` is called. */
  cutOff(): void;
  reconnect(): void;
  /** Stops the server and ends all open requests. */
  close(): Promise<void>;
}

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';

  constructor(port: number) {
    super(`port ${port} is taken: stop what listens there, or choose another`);
  }
}

/** Addresses that stand for all of the machine's, as a server tells them. */
const ALL = ['0.0.0.0', '::'];

/**
 * @param port 0, the default, takes a free one.
 * @param host the address or name to listen at.
 * @throws PortTakenError; Error when the machine doesn't have this host.
 */
export async function listen(server: Server | HttpsServer, port = 0, host = '127.0.0.1'): Promise<LocalServer> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new PortTakenError(port);
    if (error instanceof Error && 'code' in error && (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')) {
      throw new Error(`${host} is no address of this machine`);
    }
    throw error;
  }
  const { port: actual, address } = server.address() as AddressInfo;
  let isCutOff = false;
  server.on('connection', (socket) => {
    if (isCutOff) socket.destroy();
  });
  return {
    cutOff() {
      isCutOff = true;
      server.closeAllConnections();
    },
    reconnect() {
      isCutOff = false;
    },
    port: actual,
    url: `${server instanceof HttpsServer ? 'https' : 'http'}://${ALL.includes(address) ? '127.0.0.1' : urlHost(host)}:${actual}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
