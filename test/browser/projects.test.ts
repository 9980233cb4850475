import { afterAll, expect, it } from 'vitest';
import { connectionOf, connectProviders } from '../../commands/start/providers.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { runAssembly } from '../../local/run-assembly.ts';
import { expectAccessible, openPage, startBrowser } from '../support/browser.ts';
import { passwords } from '../support/stagepass.ts';
import { assemblyOf } from '../support/synth.ts';

const stage: StageInput = {
  providers: {
    agora: { projects: { eu: {}, us: {}, asia: {} } },
    millicast: { projects: { default: { allowMatchAll: true }, beta: { allowMatchAll: true } } },
  },
  callers: { admin: { audience: 'admin', rights: { agora: { projects: ['eu', 'us'] } } } },
};

const assemblyDir = assemblyOf(stage);
const outputs = new Set(readAssembly(assemblyDir).flatMap(({ template }) => Object.keys(template.Outputs)));
const providers = await connectProviders(outputs, {}, selectStage({ test: stage }, 'test').providers);
const { secrets, environment } = connectionOf(providers);
const password = passwords.admin;
const stagepass = await runAssembly({
  assemblyDir,
  instancesPerFunction: 1,
  environment,
  secrets: { ...secrets, CallerSecretadmin: JSON.stringify({ username: 'admin', password }) },
});
afterAll(async () => {
  await stagepass.close();
  for (const provider of providers) await provider.close();
});
const browser = await startBrowser();

it('offers the projects that the caller may choose, for tokens and for a provider’s own section', async () => {
  const { page, problems } = await openPage(browser, stagepass.url, {
    httpCredentials: { username: 'admin', password },
  });
  const choose = (title: string) =>
    page.getByRole('navigation').getByRole('link', { name: title, exact: true }).click();

  await choose('Agora RTC');
  const field = page.getByLabel('Project');
  expect(await field.getByRole('option').allInnerTexts()).toEqual(['eu', 'us']);
  await field.selectOption('us');
  await page.getByLabel(/^Channel/).fill('stage');
  await page.getByRole('button', { name: 'Get a token' }).click();
  await page.getByRole('timer').waitFor();
  const { appId } = JSON.parse(secrets.ProviderSecretAgoraProjectus ?? '');
  const region = page.getByRole('region', { name: 'Agora RTC', exact: true });
  const shown = await region.innerText();
  for (const text of [appId, '&project=us']) expect(shown).toContain(text);
  await page.getByRole('button', { name: 'JavaScript' }).click();
  expect(await region.innerText()).toContain('}, { project: "us" })');

  await choose('Millicast tokens');
  const project = page.getByLabel('Project', { exact: true });
  expect(await project.inputValue()).toBe('default');
  await project.selectOption('beta');
  await page.getByRole('button', { name: 'New token…' }).click();
  await page
    .getByLabel(/^Label/)
    .first()
    .fill('only in beta');
  await page
    .getByLabel(/^Stream name/)
    .first()
    .fill('cam');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('cell', { name: 'only in beta' }).waitFor();
  await expectAccessible(page);
  await project.selectOption('default');
  await page.getByText('Page 1').waitFor();
  expect(await page.getByRole('cell', { name: 'only in beta' }).count()).toBe(0);
  expect(problems).toEqual([]);
});
