import { describe, expect, it, onTestFinished } from 'vitest';
import { startRequestsPage } from '../../commands/start/requests-page/server.ts';
import type { AnsweredRequest } from '../../local/run-assembly.ts';
import { expectAccessible, openPage, startBrowser } from '../support/browser.ts';

const browser = await startBrowser();

const refused: AnsweredRequest = {
  ...{ id: 'a', at: 0, method: 'GET', path: '/token', status: 401, ms: 20, headers: {} },
  answeredBy: 'viewer request function',
  error: { code: 'unauthorized' },
  steps: [
    { part: 'CloudFront', name: '/token*', from: 0, ms: 0, outcome: 'to the API', calls: [] },
    { part: 'viewer request function', name: 'Guard', from: 1, ms: 18, outcome: 'answers 401', calls: [] },
  ],
};
const passed: AnsweredRequest = { ...refused, status: 200, answeredBy: 'function', error: undefined };

describe('the page of the last requests', () => {
  it.each([
    ['light', 1_000],
    ['dark', 360],
  ] as const)('shows a request as it comes, and what stopped it: %s, %i px', async (colorScheme, width) => {
    const shown = await startRequestsPage({ stage: 'dev', services: new Map(), port: 0 });
    onTestFinished(() => shown.close());
    shown.add(passed);
    const { page, problems, requested } = await openPage(browser, `${shown.url}/`, {
      colorScheme,
      viewport: { width, height: 700 },
    });
    await page.getByText('1 request', { exact: true }).waitFor();
    shown.add(refused);
    const row = page.getByText('stopped by guard: unauthorized');
    await row.click();
    await page.getByText('answers 401 18 ms').filter({ visible: true }).waitFor();
    expect(await page.getByRole('status').textContent()).toBe('2 requests');
    await expectAccessible(page);
    await page.getByLabel('only what was refused').check();
    expect(await page.locator('.requests > li').filter({ visible: true }).count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(problems).toEqual([]);
    expect(requested.filter((url) => !url.startsWith(shown.url) && !url.startsWith('data:'))).toEqual([]);
  });
});
