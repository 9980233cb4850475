import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SandboxServer {
  /** Without a path. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a stand-in's server on a free port of 127.0.0.1. */
export async function startSandboxServer(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<SandboxServer> {
  const server = createServer((request, response) => {
    // It rejects when the caller closes the connection before the end of the body.
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
