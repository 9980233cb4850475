import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IAgoraRTC } from 'agora-rtc-sdk-ng';
import { expect, it, onTestFinished } from 'vitest';
import { bundleClient } from '../../client/build/build-client.ts';
import { listen } from '../../local/listen.ts';
import { startBrowser } from '../support/browser.ts';
import { snippetsOf } from '../support/snippets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** In the form that Agora's SDK takes. */
const APP_ID = '970CA35de60c44645bbae8a215061b33';
const TOKEN = '007a-token-of-stagepass';

const dir = temporaryFolder('client');
await bundleClient(dir);
const scripts: Readonly<Record<string, string>> = {
  '/agora.js': readFileSync(createRequire(import.meta.url).resolve('agora-rtc-sdk-ng'), 'utf8'),
  '/stagepass.js': readFileSync(join(dir, 'stagepass.js'), 'utf8'),
};

const PAGE = `<!doctype html><title>An app</title>
<script src="/agora.js"></script><script type="module" src="/snippet.js"></script>`;

/** An app's page with the client, Agora's SDK, and what a document shows as a function. */
async function appWith(snippet: string) {
  const app = await listen(
    createServer((request, response) => {
      const path = request.url?.split('?')[0] ?? '';
      response.setHeader('Content-Type', path === '/' ? 'text/html' : 'text/javascript');
      if (path === '/') response.end(PAGE);
      else if (path === '/access_token')
        response.end(JSON.stringify({ token: TOKEN, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }));
      else if (path === '/snippet.js')
        response.end(`import { createClient, keepFresh } from '/stagepass.js';
          globalThis.run = async function run({ url, password, appId, agora }) {
            const client = createClient({ url });
            { ${snippet} }
          }`);
      else response.end(scripts[path]);
    }),
  );
  onTestFinished(() => app.close());
  return app;
}

const browser = await startBrowser();

/** What its page has. */
interface App {
  readonly AgoraRTC: IAgoraRTC;
  run(given: Readonly<Record<string, unknown>>): Promise<void>;
}

/** What the page did wrong, and what it wanted of others, which it doesn't get. */
async function openApp(url: string) {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  const problems: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    const isOurs = ['error', 'warning'].includes(message.type()) && !message.text().includes('Failed to load resource');
    if (isOurs) problems.push(message.text());
  });
  await page.route('**/*', (route) => {
    if (route.request().url().startsWith(url)) return route.continue();
    asked.push(`${route.request().url()} ${route.request().postData()}`);
    return route.abort();
  });
  await page.goto(`${url}/`);
  return { page, problems, asked };
}

it.each([
  ['README.md', 'agora.join('],
  ['docs/client.md', 'agora.join('],
])('what %s shows joins with Agora’s SDK, and renews nothing before', async (document, shown) => {
  const snippet = snippetsOf(document).find((code) => code.includes(shown)) ?? expect.fail(`no ${shown}`);
  const { url } = await appWith(snippet);
  const { page, problems, asked } = await openApp(url);
  await page.evaluate(
    ({ url, appId }) => {
      const { AgoraRTC, run } = globalThis as unknown as App;
      AgoraRTC.setLogLevel(4);
      const agora = AgoraRTC.createClient({ mode: 'rtc', codec: 'vp8' });
      // Without Agora's servers `join` tries for a minute; nobody waits for it.
      void run({ url, appId, agora, password: 'of-a-test' });
    },
    { url, appId: APP_ID },
  );
  await expect.poll(() => asked.some((request) => request.includes(TOKEN)), { timeout: 20_000 }).toBe(true);
  const join = asked.find((request) => request.includes(TOKEN));
  expect(join).toMatch(/^https:\/\/[\w.-]+\.(agora\.io|sd-rtn\.com)\//);
  expect(join).toContain(APP_ID);
  expect(problems).toEqual([]);
});

it('Agora’s SDK refuses renewToken before join', async () => {
  const { url } = await appWith('');
  const { page } = await openApp(url);
  const refusal = await page.evaluate(() => {
    const { AgoraRTC } = globalThis as unknown as App;
    AgoraRTC.setLogLevel(4);
    const agora = AgoraRTC.createClient({ mode: 'rtc', codec: 'vp8' });
    return agora.renewToken('007').then(
      () => 'taken',
      (error: unknown) => `${agora.connectionState}: ${error}`,
    );
  });
  expect(refusal).toBe(
    'DISCONNECTED: AgoraRTCError INVALID_OPERATION: renewToken should not be called before user join',
  );
});
