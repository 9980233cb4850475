import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { decodeTokenPayload } from 'livekit-client';
import { afterAll, describe, expect, it } from 'vitest';
import { createClient } from '../../client/stagepass.ts';
import { connectionOf, connectProviders } from '../../commands/start/providers.ts';
import { liveKitTokenSource } from '../../examples/livekit-page/token-source.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { runAssembly } from '../../local/run-assembly.ts';
import { expectAccessible, openPage, startBrowser } from '../support/browser.ts';
import { passwords } from '../support/stagepass.ts';
import { assemblyOf } from '../support/synth.ts';

const issuer = 'https://sign-in.example.com';
const { publicKey, privateKey } = await generateKeyPair('EdDSA');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] };

const stage: StageInput = {
  providers: { agora: {}, livekit: { url: 'wss://livekit.example.com' } },
  issuers: { app: { issuer, audience: ['stagepass'], algorithms: ['EdDSA'], jwks } },
  callers: {
    admin: { audience: 'admin' },
    client: { audience: 'client' },
    members: {
      audience: 'client',
      token: { issuer: 'app', where: { groups: 'member' }, values: { tenant: 'custom:org' } },
      rights: {
        agora: { channels: ['{tenant}-*'], roles: ['subscriber'] },
        livekit: { rooms: ['{tenant}-*'], identities: ['{user}'] },
      },
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

/** What the user's sign-in gives. @param endsIn how long the token lives, in seconds. */
function tokenOf(claims: JWTPayload, endsIn = 60): Promise<string> {
  return new SignJWT({ groups: ['member'], ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setIssuer(issuer)
    .setAudience('stagepass')
    .setExpirationTime(Math.floor(Date.now() / 1000) + endsIn)
    .sign(privateKey);
}

const ada = { sub: 'ada', 'custom:org': 'acme' };

describe('a signed-in user’s app', () => {
  it('asks with its own client, which renews a token that has ended', async () => {
    const renewals: unknown[] = [];
    const client = createClient({
      url: stagepass.url,
      token: ({ renew }) => {
        renewals.push(renew);
        return tokenOf(ada, renew ? 60 : -60);
      },
    });
    expect((await client.agoraRtc({ channelName: 'acme-stage' })).token).toMatch(/^00/);
    await expect(client.agoraRtc({ channelName: 'other' })).rejects.toMatchObject({ status: 403, code: 'not_allowed' });
    expect(renewals).toEqual([undefined, true, undefined, true]);
  });

  it('asks with LiveKit’s own SDK', async () => {
    const source = liveKitTokenSource(stagepass.url, () => tokenOf(ada));
    const { participantToken } = await source.fetch({ roomName: 'acme-lobby' });
    expect(decodeTokenPayload(participantToken)).toMatchObject({ sub: 'ada', video: { room: 'acme-lobby' } });
    await expect(source.fetch({ roomName: 'other' })).rejects.toThrow('403');
    await expect(source.fetch({ roomName: 'acme-lobby', participantIdentity: 'eve' })).rejects.toThrow('403');
  });
});

describe('the dry run in the console', () => {
  const TITLE = 'As user …';

  it('shows an admin what a user with some claims may, on any screen', async () => {
    for (const [width, colorScheme] of [
      [1_200, 'light'],
      [360, 'dark'],
    ] as const) {
      const look = { colorScheme, viewport: { width, height: 800 } };
      const { page, problems } = await openPage(browser, stagepass.url, { ...as('admin'), ...look });
      await page.getByRole('navigation').getByRole('link', { name: TITLE, exact: true }).click();
      const ask = async (claims: string) => {
        await page.getByLabel('Claims (required)').fill(claims);
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
      await page.getByText('Line 1 is no claim').waitFor();
      await page.getByLabel('Caller', { exact: true }).fill('nobody');
      await ask('sub: ada');
      await page.getByText('Caller must be one whose requests have').waitFor();
      await expectAccessible(page);

      expect(await page.getByRole('log').innerText()).not.toContain('ada');
      expect(problems).toEqual([]);
    }
  });

  it('is not there for a client', async () => {
    const { page } = await openPage(browser, stagepass.url, as('client'));
    const choices = page.getByRole('navigation').getByRole('link');
    await choices.first().waitFor();
    expect(await choices.allInnerTexts()).not.toContain(TITLE);
  });
});
