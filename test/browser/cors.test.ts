import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { bundleClient } from '../../client/build/build-client.ts';
import { localPaths } from '../../commands/start/local-paths.ts';
import { standIn as liveKitStandIn } from '../../lambda/livekit/sandbox/stand-in.ts';
import { projectRoot } from '../../lib/root.ts';
import { listen } from '../../local/listen.ts';
import { startBrowser } from '../support/browser.ts';
import { basic, passwords, startForTests } from '../support/stagepass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ALLOWED = 'http://localhost:5173';
const OTHER = 'http://localhost:4444';

const { stagepass } = await startForTests(inject('assemblyDir'), {
  onRequest: localPaths({
    paths: liveKitStandIn.localPaths ?? [],
    allowedOrigins: [ALLOWED],
    clientOf: (username) => (username === 'client' ? { username, password: passwords.client } : undefined),
  }),
});
const dir = temporaryFolder('client');
await bundleClient(dir);
const script = readFileSync(join(dir, 'stagepass.js'), 'utf8');
const liveKitScript = readFileSync(
  join(projectRoot, 'node_modules/livekit-client/dist/livekit-client.esm.mjs'),
  'utf8',
);

/** An app’s page with a script, whose exports are under this name there. */
const pageWith = (name: string) => `<!doctype html><title>An app</title>
<script type="module">import * as exported from '/${name}.js'; globalThis.${name} = exported;</script>`;

const served: Readonly<Record<string, readonly [type: string, content: string]>> = {
  '/': ['text/html', pageWith('stagepass')],
  '/stagepass.js': ['text/javascript', script],
  '/livekit': ['text/html', pageWith('livekit')],
  '/livekit.js': ['text/javascript', liveKitScript],
};

const app = await listen(
  createServer(({ url }, response) => {
    if (url?.startsWith('/moved/')) return response.writeHead(302, { Location: '/' }).end();
    const [type = 'text/plain', content = ''] = served[url ?? ''] ?? [];
    response.setHeader('Content-Type', type);
    response.end(content);
  }),
);
afterAll(() => app.close());

const at = `127.0.0.1:${app.port}`;
const browser = await startBrowser({ 'localhost:5173': at, 'localhost:4444': at });

/** An app's page of this origin, with the client beside it. */
async function pageOf(origin: string, path = '/'): Promise<Page> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`${origin}${path}`);
  return page;
}

/** What the client got there, by a clock that is years ahead: the start of a token, or an error. */
async function vended(origin: string, password: string, url = stagepass.url) {
  const page = await pageOf(origin);
  await page.clock.setSystemTime('2040-01-01');
  return page.evaluate(
    async ({ url, password }) => {
      const { createClient } = (globalThis as unknown as { stagepass: typeof import('../../client/stagepass.ts') })
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

describe('LiveKit’s own client, in a page', () => {
  /** The room in the token that it got there; an error's message where it got none. */
  async function roomBy(how: 'endpoint' | 'developmentTokenServer', origin: string): Promise<string> {
    const page = await pageOf(origin, '/livekit');
    return page.evaluate(
      async ({ how, url, authorization }) => {
        const { TokenSource } = (globalThis as unknown as { livekit: typeof import('livekit-client') }).livekit;
        const source =
          how === 'endpoint'
            ? TokenSource.endpoint(`${url}/livekit/token`, { headers: { Authorization: authorization } })
            : TokenSource.developmentTokenServer('client', { baseUrl: url });
        try {
          const { serverUrl } = await source.fetch({ roomName: 'lobby', agentName: 'assistant' });
          return `${source.getCachedResponseJwtPayload()?.video?.room} at ${serverUrl}`;
        } catch (error) {
          return (error as Error).message;
        }
      },
      { how, url: stagepass.url, authorization: basic('client', passwords.client) },
    );
  }

  it.each(['endpoint', 'developmentTokenServer'] as const)(
    'gets tokens on an allowed origin alone: %s',
    async (how) => {
      expect(await roomBy(how, ALLOWED)).toBe('lobby at wss://livekit.example.com');
      expect(await roomBy(how, OTHER)).toBe('Failed to fetch');
    },
  );
});

describe('a page on another origin, in a browser that knows the password', () => {
  /** Such a browser, which has been at the console. */
  async function knowing(origin: string): Promise<Page> {
    const context = await browser.newContext({ httpCredentials: { username: 'client', password: passwords.client } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    expect((await page.goto(stagepass.url))?.status()).toBe(200);
    await page.goto(`${origin}/`);
    return page;
  }

  const vendedSince = (before: number) => stagepass.logs.slice(before).filter(({ text }) => text.includes('"vended"'));

  it('can’t have it make tokens: not by a picture, a frame, a script, a form, or a request of its own', async () => {
    const page = await knowing(OTHER);
    const before = stagepass.logs.length;
    await page.evaluate(async (url) => {
      const ended = (tag: 'img' | 'iframe' | 'script') =>
        new Promise((resolve) => {
          const made = document.createElement(tag);
          made.onload = resolve;
          made.onerror = resolve;
          made.src = `${url}&uid=1`;
          document.body.append(made);
        });
      await Promise.all([ended('img'), ended('iframe'), ended('script')]);
      await fetch(url, { mode: 'no-cors', credentials: 'include' });
      await fetch(url, { credentials: 'include' }).catch(() => {});
    }, `${stagepass.url}/access_token?channelName=stage`);
    await page.evaluate((url) => {
      const form = Object.assign(document.createElement('form'), { action: url });
      form.append(Object.assign(document.createElement('input'), { name: 'channelName', value: 'stage' }));
      document.body.append(form);
      form.submit();
    }, `${stagepass.url}/access_token`);
    await page.waitForURL(`${stagepass.url}/**`);
    expect(await page.textContent('body')).toContain('allowedOrigins');
    expect(vendedSince(before)).toEqual([]);
  });

  it('is no hindrance where it is allowed', async () => {
    const page = await knowing(ALLOWED);
    const before = stagepass.logs.length;
    const status = await page.evaluate(
      async (url) => (await fetch(url, { credentials: 'include' })).status,
      `${stagepass.url}/access_token?channelName=stage`,
    );
    expect(status).toBe(200);
    expect(vendedSince(before)).toHaveLength(1);
  });

  it('may lead to the console by a link, which works as ever', async () => {
    const page = await knowing(OTHER);
    await page.evaluate((url) => {
      document.body.append(Object.assign(document.createElement('a'), { href: url, textContent: 'tokens' }));
    }, `${stagepass.url}/`);
    await page.getByText('tokens').click();
    await page.getByRole('navigation').getByRole('link', { name: 'Agora RTC', exact: true }).click();
    await page.getByLabel(/^Channel\b/).fill('stage');
    await page.getByRole('button', { name: 'Get a token' }).click();
    await page.getByRole('timer').waitFor();
  });
});
