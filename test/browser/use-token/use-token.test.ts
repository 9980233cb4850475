import { createServer } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { listen } from '../../../local/listen.ts';
import { openPage, startBrowser } from '../../support/browser.ts';
import type { Questions } from './page.ts';

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'page.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  // StrictMode runs effects twice in development alone.
  define: { 'process.env.NODE_ENV': '"development"' },
});
const script = outputFiles[0]?.text ?? '';

const app = await listen(
  createServer((request, response) => {
    response.setHeader('Content-Type', request.url === '/' ? 'text/html' : 'text/javascript');
    response.end(request.url === '/' ? '<!doctype html><title>An app</title><body></body>' : script);
  }),
);
afterAll(() => app.close());
const browser = await startBrowser();

declare const page: Questions;

/** The app with the hook in it, on a machine whose time goes by as `pass` says. */
async function start({ channel = 'a', strict = false } = {}) {
  const opened = await openPage(browser, `${app.url}/`);
  const written: string[] = [];
  opened.page.on('console', (message) => written.push(message.text()));
  await opened.page.clock.install();
  await opened.page.addScriptTag({ type: 'module', url: '/app.js' });
  const run = opened.page.evaluate.bind(opened.page);
  await run(([name, isStrict]) => page.start(name, isStrict), [channel, strict] as const);
  /** Something that shows up soon, since React renders when it has time. */
  const soon = <T>(look: () => T) => expect.poll(() => run(look), { timeout: 20_000, interval: 20 });
  await soon(() => page.asked.length).toBe(1);
  return { ...opened, written, run, soon, pass: (ms: number) => opened.page.clock.runFor(ms) };
}

it('gives a token, and the next one before it ends', async () => {
  const { run, soon, pass, problems } = await start();
  expect(await run(() => page.rendered)).toEqual(['a loading']);
  await run(() => page.asked[0]?.answer('one'));
  await soon(() => page.rendered.at(-1)).toBe('a one');
  await pass(50_000);
  await soon(() => page.asked.length).toBe(2);
  expect(await run(() => page.rendered.at(-1))).toBe('a one');
  await run(() => page.asked[1]?.answer('two'));
  await soon(() => page.rendered.at(-1)).toBe('a two');
  expect(await run(() => page.told)).toEqual(['a one', 'a two']);
  expect(problems).toEqual([]);
});

it('asks once in StrictMode, which runs effects twice', async () => {
  const { run, soon, pass, problems } = await start({ strict: true });
  await run(() => page.asked[0]?.answer('one'));
  await soon(() => page.rendered.at(-1)).toBe('a one');
  await pass(50_000);
  await soon(() => page.asked.length).toBe(2);
  await run(() => page.asked[1]?.answer('two'));
  await soon(() => page.rendered.at(-1)).toBe('a two');
  expect(await run(() => page.told)).toEqual(['a one', 'a two']);
  expect(await run(() => page.asked.map((question) => question.isAborted()))).toEqual([false, false]);
  expect(problems).toEqual([]);
});

it('asks nothing more when its component is gone, and cancels what it was asking', async () => {
  const { run, soon, pass, page: tab } = await start();
  await run(() => page.show());
  await expect.poll(() => tab.locator('output').count()).toBe(0);
  await soon(() => page.asked[0]?.isAborted()).toBe(true);
  await run(() => page.asked[0]?.answer('late'));
  await pass(600_000);
  expect(await run(() => [page.asked.length, page.told, page.rendered])).toEqual([1, [], ['a loading']]);
  expect(await run(() => page.refresh().catch(({ name }) => name))).toBe('AbortError');
});

it('shows no token of another channel, not for a single render', async () => {
  const { run, soon } = await start();
  await run(() => page.asked[0]?.answer('of-a'));
  await soon(() => page.rendered.at(-1)).toBe('a of-a');
  await run(() => page.show('b'));
  await soon(() => page.asked.length).toBe(2);
  await run(() => page.asked[1]?.answer('of-b'));
  await soon(() => page.rendered.at(-1)).toBe('b of-b');
  const rendered = await run(() => page.rendered);
  expect([...new Set(rendered.filter((each) => each.startsWith('b')))]).toEqual(['b loading', 'b of-b']);
  expect(await run(() => page.told)).toEqual(['a of-a', 'b of-b']);
});

it('drops an answer for the channel before', async () => {
  const { run, soon } = await start();
  await run(() => page.show('b'));
  await soon(() => page.asked.length).toBe(2);
  await run(() => page.asked[0]?.answer('of-a'));
  await run(() => page.asked[1]?.answer('of-b'));
  await soon(() => page.rendered.at(-1)).toBe('b of-b');
  expect(await run(() => page.told)).toEqual(['b of-b']);
  expect((await run(() => page.rendered)).join()).not.toContain('of-a');
});

it('begins anew when its component is hidden and shown again', async () => {
  const { run, soon, pass } = await start();
  await run(() => page.asked[0]?.answer('one'));
  await soon(() => page.rendered.at(-1)).toBe('a one');
  await run(() => page.setHidden(true));
  await soon(() => page.rendered.at(-1)).toBe('a loading');
  await pass(600_000);
  expect(await run(() => page.asked.length)).toBe(1);
  await run(() => {
    page.rendered.length = 0;
    page.setHidden(false);
  });
  await soon(() => page.asked.length).toBe(2);
  await run(() => page.asked[1]?.answer('two'));
  await soon(() => page.rendered.at(-1)).toBe('a two');
  expect(await run(() => page.rendered.join())).not.toContain('one');
});

it('tells an error, asks again by itself, and recovers', async () => {
  const { run, soon, pass, problems } = await start();
  await run(() => page.asked[0]?.fail('down'));
  await soon(() => page.rendered.at(-1)).toBe('a Error: down');
  await pass(2_000);
  await soon(() => page.asked.length).toBe(2);
  await run(() => page.asked[1]?.answer('one'));
  await soon(() => page.rendered.at(-1)).toBe('a one');
  expect(await run(() => page.told)).toEqual(['a Error: down', 'a one']);
  // The app has the error: it isn't written to the console, too.
  expect(problems).toEqual([]);
});

it('keeps a valid token beside an error, and none that has ended', async () => {
  const { run, soon, pass } = await start();
  await run(() => page.asked[0]?.answer('one'));
  await soon(() => page.rendered.at(-1)).toBe('a one');
  await pass(50_000);
  await soon(() => page.asked.length).toBe(2);
  await run(() => page.asked[1]?.fail('down'));
  await soon(() => page.rendered.at(-1)).toBe('a one Error: down');
  await pass(5_000);
  await soon(() => page.asked.length).toBe(3);
  // The third question hangs.
  await pass(20_000);
  await soon(() => page.rendered.at(-1)).toBe('a Error: down');
});

it('keeps the token when onToken fails, and tells it', async () => {
  const { run, soon } = await start();
  await run(() => {
    page.failOnToken = true;
    page.asked[0]?.answer('one');
  });
  await soon(() => page.rendered.at(-1)).toBe('a one Error: the SDK refused it');
});

it('asks for another token when the current one was refused', async () => {
  const { run, soon, problems } = await start();
  await run(() => page.asked[0]?.answer('one'));
  await soon(() => page.rendered.at(-1)).toBe('a one');
  await run(() => void page.refresh());
  await soon(() => page.asked[1]?.renew).toBe(true);
  await run(() => page.asked[1]?.fail('down'));
  await soon(() => page.rendered.at(-1)).toBe('a one Error: down');
  // Nobody handled the promise of refresh().
  expect(problems).toEqual([]);
});

it('puts a token neither into the document nor into a log', async () => {
  const { run, soon, page: tab, written } = await start();
  await run(() => page.asked[0]?.answer('t0ken'));
  await soon(() => document.body.textContent).toBe('ready');
  expect(await tab.content()).not.toContain('t0ken');
  expect(written.join()).not.toContain('t0ken');
  expect(await run(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))).toBe(
    '[{},{},""]',
  );
});

it('asks anew for each other key, also where JSON has one text for both', async () => {
  const { run, soon } = await start();
  let asked = 1;
  const show = [
    () => page.show('a', Number.NaN),
    () => page.show('a', null),
    () => page.show('a', undefined),
    () => page.show('a', Number.POSITIVE_INFINITY),
    () => page.show('a', 'Infinity'),
  ];
  for (const next of show) {
    await run(next);
    asked += 1;
    await soon(() => page.asked.length).toBe(asked);
  }
});
