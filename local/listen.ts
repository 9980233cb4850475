import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server on 127.0.0.1. */
export interface LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or `https://…` */
  readonly url: string;
  /** Stops the server and ends all open requests. */
  close(): Promise<void>;
}

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';

  constructor(port: number) {
    super(`port ${port} is taken: stop what listens there, or choose another`);
  }
}

/**
 * @param port 0, the default, takes a free one.
 * @throws PortTakenError
 */
export async function listen(server: Server | HttpsServer, port = 0): Promise<LocalServer> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new PortTakenError(port);
    throw error;
  }
  const actual = (server.address() as AddressInfo).port;
  return {
    port: actual,
    url: `${server instanceof HttpsServer ? 'https' : 'http'}://127.0.0.1:${actual}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
