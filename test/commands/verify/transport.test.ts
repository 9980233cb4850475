import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type SecureVersion } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { rowOf } from '../../../commands/verify/check.ts';
import { isLocal, mustRefuseBelowTls12, mustRefuseClear, transportChecks } from '../../../commands/verify/transport.ts';
import { listen } from '../../../local/listen.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Shakes hands with an anonymous cipher, so it needs no certificate. */
async function startTls(minVersion: SecureVersion, maxVersion: SecureVersion): Promise<number> {
  const server = createServer({ minVersion, maxVersion, ciphers: 'aNULL:@SECLEVEL=0', dhparam: 'auto' });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('TLS', () => {
  it('of 1.2 and no less passes', async () => {
    const port = await startTls('TLSv1.2', 'TLSv1.2');
    await expect(mustRefuseBelowTls12('127.0.0.1', port)).resolves.toBeUndefined();
  });

  it('that goes down to 1.0 fails', async () => {
    const port = await startTls('TLSv1', 'TLSv1.2');
    await expect(mustRefuseBelowTls12('127.0.0.1', port)).rejects.toThrow('TLS 1.1 or older is accepted');
  });

  it('that stops at 1.1 fails', async () => {
    const port = await startTls('TLSv1', 'TLSv1.1');
    await expect(mustRefuseBelowTls12('127.0.0.1', port)).rejects.toThrow('TLS 1.2 and newer are refused');
  });

  it('doesn’t pass where nothing listens', async () => {
    const port = await startTls('TLSv1.2', 'TLSv1.2');
    for (const close of closing.splice(0)) close();
    await expect(mustRefuseBelowTls12('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('plain HTTP', () => {
  /** Answers the console’s path and all others as it is told. */
  async function startHttp(root: number, others: number): Promise<string> {
    const server = createHttpServer(({ url }, response) => {
      response.writeHead(url === '/' ? root : others, { Location: 'https://127.0.0.1/' }).end();
    });
    const { url, close } = await listen(server);
    closing.push(() => void close());
    return url;
  }

  it('that is refused on every path passes', async () => {
    await expect(mustRefuseClear(await startHttp(403, 403))).resolves.toBeUndefined();
  });

  it.each([
    [200, 403, '/ answers 200'],
    [301, 403, '/ answers 301'],
    [403, 401, '/openapi.json answers 401'],
    [403, 301, '/openapi.json answers 301'],
  ])('that is answered with %d and %d fails', async (root, others, why) => {
    await expect(mustRefuseClear(await startHttp(root, others))).rejects.toThrow(why);
  });
});

describe('the rows of the way to the URL', () => {
  it('are skipped on one’s own machine', async () => {
    const rows = await Promise.all(transportChecks('http://127.0.0.1:8080').map(rowOf));
    expect(rows.map(({ name, result }) => [name, result])).toEqual([
      ['https-only', 'SKIP'],
      ['tls', 'SKIP'],
    ]);
  });

  it.each([
    ['http://localhost:8080', true],
    ['http://127.0.0.1', true],
    ['http://[::1]:8080', true],
    ['https://localhost.example.com', false],
    ['https://127.0.0.1.example.com', false],
  ])('know what one’s own machine is: %s', (url, local) => {
    expect(isLocal(url)).toBe(local);
  });
});
