import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, inject, it, onTestFinished } from 'vitest';
import { bundleClient } from '../../client/build/build-client.ts';
import { listen } from '../../local/listen.ts';
import { startBrowser } from '../support/browser.ts';
import { passwords, startForTests } from '../support/stagepass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { stagepass } = await startForTests(inject('assemblyDir'));
const dir = temporaryFolder('client');
await bundleClient(dir);
const script = readFileSync(join(dir, 'stagepass.js'), 'utf8');

const APP = `<!doctype html><title>An app</title>
<script type="module">import * as stagepass from '/stagepass.js'; globalThis.stagepass = stagepass;</script>`;

const app = await listen(
  createServer(({ url }, response) => {
    if (url?.startsWith('/moved/')) return response.writeHead(302, { Location: '/' }).end();
    response.setHeader('Content-Type', url === '/' ? 'text/html' : 'text/javascript');
    response.end(url === '/' ? APP : script);
  }),
);
afterAll(() => app.close());

const ALLOWED = 'http://localhost:5173';
const OTHER = 'http://localhost:4444';
const at = `127.0.0.1:${app.port}`;
const browser = await startBrowser({ 'localhost:5173': at, 'localhost:4444': at });

/** An app's page of this origin, with the client beside it. */
async function pageOf(origin: string): Promise<Page> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`${origin}/`);
  return page;
}

/** What the client got there, by a clock that is years ahead: the start of a token, or an error. */
async function vended(origin: string, password: string, url = stagepass.url) {
  const page = await pageOf(origin);
  await page.clock.setSystemTime('2040-01-01');
  return page.evaluate(
    async ({ url, password }) => {
      const { createClient } = (globalThis as unknown as { stagepass: typeof import('../../client/index.ts') })
        .stagepass;
      const client = createClient({ url, credentials: { username: 'client', password } });
      try {
        const { token, lifetimeMs } = await client.agoraRtc({ channelName: 'stage', expireTime: 600 });
        return { token: token.slice(0, 3), fromServerDate: Math.abs(lifetimeMs - 600_000) < 60_000 };
      } catch (error) {
        const { code, status, message } = error as { code: string; status: number; message: string };
        return { code, status, message };
      }
    },
    { url, password },
  );
}

it('a page on an allowed origin gets tokens, and reads the server’s Date', async () => {
  expect(await vended(ALLOWED, passwords.client)).toEqual({ token: '006', fromServerDate: true });
});

it('a page on an allowed origin reads errors, too', async () => {
  expect(await vended(ALLOWED, 'wrong')).toMatchObject({ code: 'unauthorized', status: 401 });
});

it('a page on another origin is refused by its browser, and told what may be the matter', async () => {
  expect(await vended(OTHER, passwords.client)).toEqual({
    code: 'unreachable',
    status: 0,
    message: `no answer from ${stagepass.url}/access_token, or none that the browser lets this page read: is ${OTHER} among the stage's allowedOrigins?`,
  });
});

it('a page takes a redirect for none of our answers, and doesn’t follow it', async () => {
  expect(await vended(ALLOWED, passwords.client, `${ALLOWED}/moved`)).toMatchObject({
    code: 'unexpected_answer',
    status: 0,
    message: expect.stringContaining(`${ALLOWED}/moved/access_token redirects to another URL`),
  });
});
