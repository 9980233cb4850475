import sparticuz from '@sparticuz/chromium';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';

/** When a page is closed: at the end of the test that asks for it, or of the file. */
type Until = (close: () => Promise<void>) => void;

/**
 * Chromium out of the npm registry, with the rules of a browser in force; closed when the test file is done.
 *
 * @param hosts where to find them: `localhost:5173` → `127.0.0.1:40123`.
 */
export async function startBrowser(hosts: Readonly<Record<string, string>> = {}): Promise<Browser> {
  const executablePath = await sparticuz.executablePath();
  const rules = `--host-resolver-rules=${Object.entries(hosts).map(([host, at]) => `MAP ${host} ${at}`)}`;
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-zygote', rules],
  });
  afterAll(() => browser.close());
  return browser;
}

/** A page whose errors and refused loads fail the test that asks for them. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  until: Until = onTestFinished,
) {
  const context = await browser.newContext(options);
  until(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // A status is the page's to handle; a policy that was violated is not.
    if (message.type() === 'error' && !message.text().includes('status of')) problems.push(message.text());
  });
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(url);
  return { page, problems, requested };
}

/** What axe-core finds wrong, by the rules of WCAG 2.2 AA and its own good practice. */
export async function expectAccessible(page: Page): Promise<void> {
  // It is large, and stays in the page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    const result = await loaded.run();
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  expect(violations).toEqual([]);
}
