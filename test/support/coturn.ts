import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Whether this machine has coturn. It is no package of npm. */
export const hasCoturn = (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, 'turnserver')));

/** Said in the report where it isn't. */
export const COTURN = hasCoturn ? 'coturn' : 'coturn, which is not installed here (Debian: apt-get install coturn)';

export interface Coturn {
  readonly port: number;
  close(): Promise<void>;
}

/** The user that may do nothing: a server that root starts doesn't stay root. */
const NOBODY = 65_534;

/**
 * A real TURN server on a free port of 127.0.0.1, as the README of lambda/turn sets one up. It leaves no file.
 */
export async function startCoturn(...secrets: readonly string[]): Promise<Coturn> {
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const server = spawn(
    'turnserver',
    [
      '-n',
      '--use-auth-secret',
      ...secrets.map((secret) => `--static-auth-secret=${secret}`),
      '--realm=stagepass.test',
      '--user-quota=1',
      '--listening-ip=127.0.0.1',
      '--relay-ip=127.0.0.1',
      `--listening-port=${port}`,
      '--no-tcp',
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--log-file=stdout',
      '--userdb=:memory:',
      '--pidfile=/dev/null',
    ],
    { cwd: '/', stdio: ['ignore', 'pipe', 'ignore'], ...(isRoot && { uid: NOBODY, gid: NOBODY }) },
  );
  const ended = once(server, 'exit');
  const said = createInterface({ input: server.stdout });
  // By then it listens: the threads that log in clients start last.
  const ready = new Promise<void>((resolve) => {
    said.on('line', (line) => line.includes('IO method (admin thread)') && resolve());
  });
  await Promise.race([
    ready,
    ended.then(([code]) => {
      throw new Error(`turnserver ended with ${code}`);
    }),
  ]);
  return {
    port,
    async close() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
