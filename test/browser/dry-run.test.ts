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
  providers: { agora: {} },
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: {
    admin: { audience: 'admin' },
    client: { audience: 'client' },
    members: {
      audience: 'client',
      token: { issuer: 'app', where: { groups: 'member' }, values: { tenant: 'custom:org' } },
      rights: { agora: { channels: ['{tenant}-*'], roles: ['subscriber'] } },
    },
  },
};

const assemblyDir = assemblyOf(stage);
const outputs = new Set(readAssembly(assemblyDir).flatMap(({ template }) => Object.keys(template.Outputs)));
const providers = await connectProviders(outputs, {}, selectStage({ test: stage }, 'test').providers);
const { secrets, environment } = connectionOf(providers);
const callerSecrets = (['admin', 'client'] as const).map((username) => [
  `CallerSecret${username}`,
  JSON.stringify({ username, password: passwords[username] }),
]);
const stagepass = await runAssembly({
  assemblyDir,
  instancesPerFunction: 1,
  environment,
  secrets: { ...secrets, ...Object.fromEntries(callerSecrets) },
});
afterAll(async () => {
  await stagepass.close();
  for (const provider of providers) await provider.close();
});
const browser = await startBrowser();

const as = (username: 'admin' | 'client') => ({ httpCredentials: { username, password: passwords[username] } });
const TITLE = 'As user …';

it('shows an admin what a user with some claims may, on any screen', async () => {
  for (const [width, colorScheme] of [
    [1_200, 'light'],
    [360, 'dark'],
  ] as const) {
    const look = { colorScheme, viewport: { width, height: 800 } };
    const { page, problems } = await openPage(browser, stagepass.url, { ...as('admin'), ...look });
    await page.getByRole('navigation').getByRole('button', { name: TITLE, exact: true }).click();
    const ask = async (claims: string) => {
      await page.getByLabel('claims (required)').fill(claims);
      await page.getByRole('button', { name: 'Show what this user may' }).click();
    };

    await ask('sub: ada\ngroups: member\ncustom:org: acme');
    const user = page.getByRole('table', { name: 'The user' });
    await user.waitFor();
    expect(await user.getByRole('row').allInnerTexts()).toEqual([
      expect.stringMatching(/^Caller\s+members$/),
      expect.stringMatching(/^Issuer\s+app$/),
      expect.stringMatching(/^\{user\}\s+ada$/),
      expect.stringMatching(/^\{tenant\}\s+acme$/),
    ]);
    expect(await page.getByRole('table', { name: 'agora' }).innerText()).toMatch(/channels\s+acme-\*/);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);

    await ask('{"sub":"ada","groups":["member"],"custom:org":"*"}');
    await page.getByText('the token’s claim "custom:org" has a value that no channel can have').waitFor();
    await ask('{"sub":"ada"}');
    await page.getByText('Refused: no caller of this stage is for a user with these claims').waitFor();
    await ask('ada');
    expect(await page.getByRole('alert').innerText()).toContain('Line 1 is no claim');
    await page.getByLabel('caller').fill('nobody');
    await ask('sub: ada');
    expect(await page.getByRole('alert').innerText()).toContain('caller must be one whose requests have');
    await expectAccessible(page);

    expect(await page.getByRole('log').innerText()).not.toContain('ada');
    expect(problems).toEqual([]);
  }
});

it('is not there for a client', async () => {
  const { page } = await openPage(browser, stagepass.url, as('client'));
  const choices = page.getByRole('navigation').getByRole('button');
  await choices.first().waitFor();
  expect(await choices.allInnerTexts()).not.toContain(TITLE);
});
