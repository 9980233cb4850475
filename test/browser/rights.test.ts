import { expect, inject, it } from 'vitest';
import type { Rights } from '../../lambda/shared/rights/rights.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { ChangedAssembly } from '../support/changed-assembly.ts';
import { passwords, startForTests } from '../support/stagepass.ts';

const rights: Rights = {
  client: {
    routes: ['GET /access_token', 'GET /openapi.json'],
    only: { 'agora.roles': ['publisher'], 'agora.versions': ['007'], 'agora.channels': ['hall-*'] },
    maximumLifetimeSeconds: 900,
  },
  admin: {
    routes: ['GET /openapi.json', 'GET /admin/openapi.json', 'GET /millicast/subscribe_token/list'],
    only: { 'millicast.streams': ['room-*'] },
  },
};
const assembly = new ChangedAssembly(inject('assemblyDir'));
for (const api of ['client', 'admin']) {
  assembly.edit(`openapi-${api}`, 'rights.json', () => JSON.stringify(rights));
}
assembly.edit('agora', 'rights.json', () =>
  JSON.stringify({ client: { ...rights.client, only: { channels: ['hall-*'] } } }),
);
const { stagepass } = await startForTests(assembly.dir);
const browser = await startBrowser();

const as = (username: keyof typeof passwords) => ({ httpCredentials: { username, password: passwords[username] } });

it('offers a client the routes and values that it has a right to, and no other', async () => {
  const { page } = await openPage(browser, stagepass.url, as('client'));
  const choices = page.getByRole('navigation').getByRole('link');
  await choices.first().waitFor();
  expect(await choices.allInnerTexts()).toEqual(['Agora RTC', 'Decode a token']);
  await page.getByText('More options').click();
  expect(await page.getByLabel(/^Role/).getByRole('option').allInnerTexts()).toEqual(['publisher']);
  expect(
    await page
      .getByLabel(/^Token format/)
      .getByRole('option')
      .allInnerTexts(),
  ).toEqual(['default', '007']);
});

it('offers lifetimes that it may have, and says at the field what it may not', async () => {
  const { page } = await openPage(browser, stagepass.url, as('client'));
  const lifetimes = page.getByLabel('Lifetime').getByRole('option');
  await lifetimes.first().waitFor({ state: 'attached' });
  expect(await lifetimes.allInnerTexts()).toEqual(['As the stage says', '10 minutes', 'Other…']);
  const channel = page.getByLabel('Channel (required)');
  await channel.fill('lobby');
  await page.getByRole('button', { name: 'Get a token' }).click();
  const told = 'This caller may not ask for the channel "lobby"; allowed: "hall-*".';
  await page.locator('.field', { has: channel }).getByText(told).waitFor();
  expect(await channel.evaluate((field) => field === document.activeElement)).toBe(true);
});

it('offers an admin who may only list tokens no change of them', async () => {
  const { page } = await openPage(browser, stagepass.url, as('admin'));
  await page.getByRole('row').first().waitFor();
  expect(await page.getByLabel('Tokens to').getByRole('option').allInnerTexts()).toEqual(['subscribe']);
  const buttons = page.getByRole('region', { name: 'Millicast tokens' }).getByRole('button');
  expect(new Set(await buttons.allInnerTexts())).toEqual(new Set(['Search', 'Show', 'Previous page', 'Next page']));
  // Pages count its own tokens only, so one that isn't full is the last.
  expect(await page.getByRole('button', { name: 'Next page' }).isEnabled()).toBe(false);
});
