import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { projectRoot } from '../../lib/root.ts';
import { expectAccessible, openPage, startBrowser } from '../support/browser.ts';
import { agoraKeys, passwords, startForTests } from '../support/stagepass.ts';

const { stagepass, admin } = await startForTests(inject('assemblyDir'));
const browser = await startBrowser();

const as = (username: keyof typeof passwords) => ({ httpCredentials: { username, password: passwords[username] } });

async function choose(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: title, exact: true }).click();
}

async function getToken(page: Page, title: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  await choose(page, title);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.getByLabel(new RegExp(`^${name}\\b`));
    if ((await field.evaluate((control) => control.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.getByRole('button', { name: 'Get a token' }).click();
  await page.getByRole('timer').waitFor();
  return page.getByRole('region', { name: title, exact: true }).innerText();
}

function focused(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
}

describe('the console', () => {
  it('vends an Agora RTC token of each version, and decodes it', async () => {
    const { page, problems } = await openPage(browser, stagepass.url, as('client'));
    const asked = { channelName: 'stage', uid: '7', role: 'publisher', expireTime: '600' };
    const older = await getToken(page, 'Agora RTC', { ...asked, version: '006' });
    for (const text of [
      'Agora RTC token, version 006',
      agoraKeys.appId,
      'stage (checksum matches)',
      '7 (checksum matches)',
      'May publish audio',
    ]) {
      expect(older).toContain(text);
    }
    expect(older).toMatch(/(?:10:00|9:5\d) left/);
    expect(older).toMatch(
      /curl -u client 'http:\/\/127\.0\.0\.1:\d+\/access_token\?channelName=stage&uid=7&role=publisher/,
    );
    expect(older).toContain('client.agoraRtc({ channelName: "stage", uid: "7", role: "publisher"');

    const newer = await getToken(page, 'Agora RTC', { ...asked, version: '007' });
    for (const text of ['Agora RTC token, version 007', agoraKeys.appId, 'stage', 'May publish video']) {
      expect(newer).toContain(text);
    }

    const inPath = await getToken(page, 'Agora UI Kit, RTC', { channelName: 'stage', role: 'publisher', uid: '7' });
    expect(inPath).toContain('stage (checksum matches)');
    expect(inPath).toMatch(/curl -u client 'http:\/\/127\.0\.0\.1:\d+\/rtc\/stage\/publisher\/uid\/7'/);
    expect(problems).toEqual([]);
  });

  it('vends an Agora RTM and an Interactivity token, and decodes them', async () => {
    const { page, problems } = await openPage(browser, stagepass.url, as('client'));
    const rtm = await getToken(page, 'Agora RTM', { userId: 'ada' });
    expect(rtm).toContain('Agora RTM token, version 006');
    expect(rtm).toContain('ada (checksum matches)');
    expect(await getToken(page, 'Agora RTM', { userId: 'ada', version: '007' })).toContain('May log in');
    expect(await getToken(page, 'Dolby.io Interactivity')).toMatch(/\d+:\d\d(?::\d\d)? left/);
    expect(problems).toEqual([]);
  });

  it('vends a Momento and a Millicast viewer token, and decodes them', async () => {
    const { page, problems } = await openPage(browser, stagepass.url, as('admin'));
    const momento = await getToken(page, 'Momento');
    expect(momento).toContain('Momento disposable token');
    expect(momento).toContain('Endpoint');
    expect(await getToken(page, 'Momento, admin scope')).toContain('curl -u admin');
    const viewer = await getToken(page, 'Millicast viewer', { streamName: 'test' });
    for (const text of ['JSON Web Token', '"streamName":"test"', 'HS256; only who holds the key can check it']) {
      expect(viewer).toContain(text);
    }
    expect(problems).toEqual([]);
  });

  it('counts down, and copies the token', async () => {
    const context = { ...as('client'), permissions: ['clipboard-read', 'clipboard-write'] };
    const { page } = await openPage(browser, stagepass.url, context);
    await getToken(page, 'Agora RTC', { channelName: 'stage', expireTime: '100' });
    const first = await page.getByRole('timer').innerText();
    await page.waitForFunction((shown) => document.querySelector('[role=timer]')?.textContent !== shown, first);
    await page.getByRole('button', { name: 'Copy: Token' }).click();
    await page.getByText(/Copied: Token/).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^006/);
  });

  it('says what is wrong in the service’s words, at once', async () => {
    const { page } = await openPage(browser, stagepass.url, as('client'));
    await page.getByRole('button', { name: 'Get a token' }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(
      /^channel is required \(400 invalid_request, request .+\)$/,
    );
  });

  it('keeps no token in the address or in storage', async () => {
    const { page } = await openPage(browser, stagepass.url, as('client'));
    await getToken(page, 'Agora RTC', { channelName: 'stage' });
    expect(page.url()).toBe(`${stagepass.url}/`);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length)).toBe(0);
  });

  it('sends requests to its own address only, by a strict policy', async () => {
    const { page, requested } = await openPage(browser, stagepass.url, as('client'));
    await getToken(page, 'Agora RTC', { channelName: 'stage' });
    expect(new Set(requested.map((url) => new URL(url).origin))).toEqual(new Set([stagepass.url]));
    const headers = (await page.reload())?.headers() ?? {};
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-frame-options']).toBe('DENY');
  });

  it('tells a client from an admin', async () => {
    const client = await openPage(browser, stagepass.url, as('client'));
    await client.page.getByText('Signed in as client (client)').waitFor();
    const offered = await client.page.getByRole('navigation').innerText();
    expect(offered).toContain('Millicast viewer');
    expect(offered).not.toContain('Millicast tokens');
    expect(offered).not.toContain('admin');
    const { page } = await openPage(browser, stagepass.url, as('admin'));
    await page.getByText('Signed in as admin (admin)').waitFor();
  });

  it('needs credentials', async () => {
    const context = await browser.newContext();
    const answer = await (await context.newPage()).request.get(stagepass.url);
    expect(answer.status()).toBe(401);
    expect(answer.headers()['www-authenticate']).toContain('Basic realm="stagepass-dev"');
    await context.close();
  });

  it('works with the keyboard alone', async () => {
    const { page } = await openPage(browser, stagepass.url, as('client'));
    await page.getByRole('navigation').getByRole('button').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('stage');
    await page.keyboard.press('Enter');
    await page.getByRole('timer').waitFor();
  });
});

describe('Millicast’s tokens, in the console', () => {
  it('are made by rules, changed, disabled and deleted', async () => {
    const { page, problems } = await openPage(browser, stagepass.url, as('admin'));
    await choose(page, 'Millicast tokens');
    const table = page.getByRole('group', { name: 'Tokens to publish' });
    await page.getByText('There are none.').waitFor();

    await page.getByRole('button', { name: 'New token…' }).click();
    const making = page.getByRole('dialog', { name: 'New token to publish' });
    await expectAccessible(page);
    await making.getByLabel('label (required)').fill('camera 1');
    await making.getByLabel('streamName (required)').fill('stage');
    await making.getByLabel('expires').fill('3600');
    await making.getByLabel('allowedOrigins, one a line').fill('app.example.com\n*.example.org');
    await making.getByLabel('subscribeRequiresAuth').selectOption('yes');
    await making.getByLabel('allowedIpAddresses, one a line').fill('nowhere');
    await making.getByRole('button', { name: 'Create' }).click();
    expect(await making.getByRole('alert').innerText()).toContain('allowedIpAddresses.0 must be an IPv4 address');
    await making.getByLabel('allowedIpAddresses, one a line').fill('203.0.113.0/24');
    await making.getByRole('button', { name: 'Create' }).click();
    const row = table.getByRole('row', { name: 'camera 1' });
    await row.waitFor();
    expect(await row.innerText()).toContain('active');
    await expectAccessible(page);
    await screenshot(page, 'millicast');

    const { body } = await admin('/millicast/publish_token/list?page=1&itemsOnPage=10');
    expect(body.data).toHaveLength(1);
    expect(body.data[0]).toMatchObject({
      label: 'camera 1',
      streams: [{ streamName: 'stage', isRegex: false }],
      allowedOrigins: ['app.example.com', '*.example.org'],
      allowedIpAddresses: ['203.0.113.0/24'],
      subscribeRequiresAuth: true,
    });
    expect(Date.parse(body.data[0].expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
    const read = async () => (await admin(`/millicast/publish_token/${body.data[0].id}`)).body.data;

    await row.getByRole('button', { name: 'Edit: camera 1' }).click();
    const editing = page.getByRole('dialog', { name: 'Edit camera 1' });
    await editing.getByLabel('label', { exact: true }).fill('camera 2');
    await editing.getByLabel('updateAllowedIpAddresses, one a line').fill('');
    await editing.getByRole('button', { name: 'Save' }).click();
    const renamed = table.getByRole('row', { name: 'camera 2' });
    await renamed.waitFor();
    expect(await read()).toMatchObject({
      label: 'camera 2',
      allowedIpAddresses: [],
      allowedOrigins: ['app.example.com', '*.example.org'],
    });

    await renamed.getByRole('button', { name: 'Disable: camera 2' }).focus();
    await page.keyboard.press('Enter');
    await renamed.getByRole('button', { name: 'Enable: camera 2' }).waitFor();
    expect(await focused(page)).toBe('Enable: camera 2');
    expect((await read()).isActive).toBe(false);

    await renamed.getByRole('button', { name: 'Delete: camera 2' }).click();
    const deleting = page.getByRole('dialog', { name: 'Delete camera 2?' });
    await page.keyboard.press('Escape');
    await deleting.waitFor({ state: 'detached' });
    expect((await read()).label).toBe('camera 2');
    expect(await focused(page)).toBe('Delete: camera 2');
    await renamed.getByRole('button', { name: 'Delete: camera 2' }).click();
    await deleting.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('There are none.').waitFor();

    const log = await page.getByRole('log').innerText();
    for (const done of ['Created: camera 1', 'Changed: camera 1', 'Disabled: camera 2', 'Deleted: camera 2']) {
      expect(log).toContain(done);
    }
    expect(problems).toEqual([]);
  });

  it('are listed by the page, searched and sorted', async () => {
    for (const label of Array.from({ length: 11 }, (_, at) => `lot ${String(at).padStart(2, '0')}`)) {
      const body = JSON.stringify({ label, streams: [{ streamName: 's' }] });
      await admin('/millicast/subscribe_token', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
    }
    const { page } = await openPage(browser, stagepass.url, as('admin'));
    await choose(page, 'Millicast tokens');
    await page.getByLabel('Tokens to').selectOption('subscribe');
    await page.getByLabel('name', { exact: true }).fill('lot');
    await page.getByLabel('sortBy').selectOption('Name');
    await page.getByLabel('isDescending').selectOption('true');
    await page.getByRole('button', { name: 'Search' }).click();
    const rows = page.getByRole('group', { name: 'Tokens to subscribe' }).getByRole('rowheader');
    await expect
      .poll(() => rows.allInnerTexts())
      .toEqual(Array.from({ length: 10 }, (_, at) => `lot ${String(10 - at).padStart(2, '0')}`));
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('Page 2').waitFor();
    expect(await rows.allInnerTexts()).toEqual(['lot 00']);
    expect(await page.getByRole('button', { name: 'Next page' }).isDisabled()).toBe(true);
  });
});

/** `SCREENSHOTS=1 npx vitest run test/browser` takes those of the docs. */
async function screenshot(page: Page, name: string): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  const images = join(projectRoot, 'docs', 'images');
  mkdirSync(images, { recursive: true });
  await page.screenshot({ path: join(images, `console-${name}.png`), fullPage: true });
}

const looks = {
  light: { colorScheme: 'light', viewport: { width: 1200, height: 1000 } },
  dark: { colorScheme: 'dark', viewport: { width: 1200, height: 1000 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const;

describe.each(Object.entries(looks))('the console, %s', (name, look) => {
  it('is accessible, and no wider than its window', async () => {
    const { page } = await openPage(browser, stagepass.url, { ...as('admin'), ...look });
    await expectAccessible(page);
    await getToken(page, 'Agora RTC', { channelName: 'stage', uid: '7', role: 'publisher', version: '007' });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.viewport.width);
    await screenshot(page, name);

    await choose(page, 'Millicast tokens');
    await page.getByRole('group', { name: 'Tokens to publish' }).or(page.getByText('There are none.')).waitFor();
    await page.getByLabel('Tokens to').selectOption('subscribe');
    await page.getByRole('rowheader').first().waitFor();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.viewport.width);
    await page
      .getByRole('button', { name: /^Edit: / })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
  });
});
