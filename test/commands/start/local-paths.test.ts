import { createServer, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isThisMachine, localPaths } from '../../../commands/start/local-paths.ts';
import { listen } from '../../../local/listen.ts';

const PAGE = 'http://localhost:5173';

const answer = localPaths({
  paths: [{ method: 'POST', path: '/tool/token', route: '/token', callerHeader: 'X-Tool-ID', usage: () => '' }],
  allowedOrigins: [PAGE],
  clientOf: (name) => (name === 'client' ? { username: 'client', password: 'päss' } : undefined),
});

/** What stands behind shows what it gets. */
async function ask(path: string, headers: Record<string, string>, method = 'POST') {
  const server = await listen(
    createServer((message, response) => {
      if (answer(message, response)) return;
      response.end(JSON.stringify({ url: message.url, headers: message.rawHeaders }));
    }),
  );
  onTestFinished(() => server.close());
  return new Promise<{ status: number; grant: string | undefined; allows: string | undefined; text: string }>(
    (resolve, reject) => {
      const sent = request(`${server.url}${path}`, { method, headers }, async (got) => {
        const text = (await got.toArray()).join('');
        const { 'access-control-allow-origin': grant, 'access-control-allow-headers': allows } = got.headers;
        resolve({ status: got.statusCode ?? 0, grant, allows, text });
      });
      sent.on('error', reject);
      sent.end();
    },
  );
}

const passed = async (path: string, headers: Record<string, string>) => {
  const { status, text } = await ask(path, headers);
  return status === 200 ? JSON.parse(text) : text;
};

describe('a local path', () => {
  const asClient = { 'X-Tool-ID': 'client' };

  it('becomes its route’s, asked with the caller’s password in place of anything else', async () => {
    const { url, headers } = await passed('/tool/token?a=b', { ...asClient, authorization: 'Basic b3RoZXI=' });
    const authorization = headers.flatMap((name: string, at: number) =>
      at % 2 === 0 && name.toLowerCase() === 'authorization' ? [headers[at + 1]] : [],
    );
    expect(url).toBe('/token?a=b');
    expect(authorization).toEqual([`Basic ${Buffer.from('client:päss').toString('base64')}`]);
  });

  it('is asked for the project that stands behind the caller, since its tools give no query', async () => {
    const of = async (path: string, id: string) => (await passed(path, { 'X-Tool-ID': id })).url;
    expect(await of('/tool/token', 'client/eu')).toBe('/token?project=eu');
    expect(await of('/tool/token?a=b', 'client/e&c=d')).toBe('/token?a=b&project=e%26c%3Dd');
  });

  it.each(['/token', '/tool/token/', '/tool', '/tool/tokens'])('is no other: %s', async (path) => {
    const { url, headers } = await passed(path, asClient);
    expect(url).toBe(path);
    expect(headers.join()).not.toMatch(/authorization/i);
  });

  it.each(['admin', 'admin/eu', '/eu', 'client/', '', 'constructor', 'client '.repeat(2)])(
    'knows no caller %j',
    async (name) => {
      const { status, text } = await ask('/tool/token', { 'X-Tool-ID': name });
      expect([status, JSON.parse(text)]).toEqual([
        404,
        {
          error: 'X-Tool-ID must be the name of a client caller of this stage',
          code: 'not_found',
          requestId: expect.any(String),
        },
      ]);
    },
  );

  it('takes its own method only', async () => {
    expect((await ask('/tool/token', asClient, 'GET')).status).toBe(405);
  });

  it('is for pages of allowed origins, and no others', async () => {
    expect((await ask('/tool/token', { ...asClient, Origin: PAGE })).status).toBe(200);
    for (const Origin of ['https://evil.example', 'null', 'http://localhost:5174', 'http://127.0.0.1.evil.example']) {
      for (const method of ['POST', 'OPTIONS']) {
        const { status, grant } = await ask('/tool/token', { ...asClient, Origin }, method);
        expect([status, grant], Origin).toEqual([403, undefined]);
      }
    }
  });

  it('answers no page under a name that leads here, though it is one of our own', async () => {
    const Host = 'evil.example:8080';
    expect((await ask('/tool/token', { ...asClient, Host, Origin: `http://${Host}` })).status).toBe(403);
    expect((await ask('/tool/token', { ...asClient, Host })).status).toBe(403);
    for (const own of ['localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST']) {
      expect((await ask('/tool/token', { ...asClient, Host: own, Origin: `http://${own}` })).status, own).toBe(200);
    }
  });

  it('allows its header in a preflight', async () => {
    expect(await ask('/tool/token', { Origin: PAGE }, 'OPTIONS')).toMatchObject({
      status: 204,
      grant: PAGE,
      allows: 'Content-Type, X-Tool-ID',
    });
    expect(await ask('/tool/token', { Origin: PAGE, 'X-Tool-ID': 'nobody' })).toMatchObject({
      status: 404,
      grant: PAGE,
    });
  });
});

it('is for programs of this machine, whose addresses can’t be made up', () => {
  for (const own of ['127.0.0.1', '127.0.0.9', '::1', '::ffff:127.0.0.1']) expect(isThisMachine(own)).toBe(true);
  for (const other of ['192.0.2.5', '::ffff:192.0.2.5', '2001:db8::1', '', undefined]) {
    expect(isThisMachine(other)).toBe(false);
  }
});
