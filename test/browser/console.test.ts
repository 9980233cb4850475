import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { sandboxMark } from '../../commands/start/sandbox-mark.ts';
import { providers } from '../../lambda/providers.ts';
import { expectAccessible, openPage, startBrowser } from '../support/browser.ts';
import { agoraKeys, passwords, startForTests } from '../support/stagepass.ts';

const marked = sandboxMark([
  { id: 'livekit', isDemo: true },
  { id: 'daily', isDemo: false },
]);
const { stagepass, admin, client } = await startForTests(inject('assemblyDir'), {
  onRequest(request, response) {
    marked(request, response);
    return false;
  },
  // Without keys.
  secrets: { ProviderSecretZoom: JSON.stringify({ sdkKey: '', sdkSecret: '' }) },
});
const browser = await startBrowser();

const as = (username: keyof typeof passwords) => ({ httpCredentials: { username, password: passwords[username] } });

/** One page for the tests that leave nothing behind but another section. */
const { page, problems, requested } = await openPage(
  browser,
  stagepass.url,
  { ...as('admin'), permissions: ['clipboard-read', 'clipboard-write'] },
  afterAll,
);
const getButton = page.getByRole('button', { name: 'Get a token' });

async function choose(title: string, on = page): Promise<void> {
  const name = new RegExp(`^${title}(?: sandbox| no keys)?$`);
  await on.getByRole('navigation').getByRole('link', { name }).click();
  await on.getByRole('region', { name: title, exact: true }).waitFor();
}

async function getToken(title: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  await choose(title);
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true });
    const fold = page.locator('details:not([open]) > summary');
    if (!(await field.isVisible())) await fold.click();
    if ((await field.evaluate((control) => control.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  const answer = page.waitForResponse((response) => response.request().resourceType() === 'fetch');
  await getButton.click();
  await answer;
  await page.getByRole('timer').waitFor();
  return page.getByRole('region', { name: title, exact: true }).innerText();
}

function focused(on = page): Promise<string | null | undefined> {
  return on.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
}

describe('the console', () => {
  it('vends Agora’s tokens of each version, and decodes them', async () => {
    const asked = { 'Channel (required)': 'stage', 'User, by number': '7', Role: 'publisher', Lifetime: '600' };
    const older = await getToken('Agora RTC', { ...asked, 'Token format': '006' });
    expect(await focused()).toBe('Get a token');
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
      /curl -u admin 'http:\/\/127\.0\.0\.1:\d+\/access_token\?channelName=stage&uid=7&role=publisher&expireTime=600/,
    );

    const newer = await getToken('Agora RTC', { 'Token format': '007' });
    for (const text of ['Agora RTC token, version 007', agoraKeys.appId, 'stage', 'May publish video']) {
      expect(newer).toContain(text);
    }

    const path = { 'Channel (required)': 'stage', 'Role (required)': 'publisher', 'User, by number (required)': '7' };
    const inPath = await getToken('Agora UI Kit, RTC', path);
    expect(inPath).toContain('stage (checksum matches)');
    expect(inPath).toMatch(/curl -u admin 'http:\/\/127\.0\.0\.1:\d+\/rtc\/stage\/publisher\/uid\/7'/);

    const rtm = await getToken('Agora RTM', { 'User (required)': 'ada' });
    expect(rtm).toContain('Agora RTM token, version 006');
    expect(rtm).toContain('ada (checksum matches)');
    expect(await getToken('Agora RTM', { 'Token format': '007' })).toContain('May log in');
  });

  it('vends tokens of providers that are asked, and of operators', async () => {
    expect(await getToken('Dolby.io Interactivity')).toMatch(/\d+:\d\d(?::\d\d)? left/);
    const momento = await getToken('Momento');
    expect(momento).toContain('Momento disposable token');
    expect(momento).toContain('Endpoint');
    expect(await getToken('Momento, admin scope')).toContain('/admin/tokens');
    const viewer = await getToken('Millicast viewer', { 'Stream name (required)': 'test' });
    expect(viewer).toMatch(/Stream\s+test\s/);
    expect(viewer).toContain('HS256; only who holds the key can check it');
  });

  it('asks with what was ticked, and says where the token lives shorter than asked', async () => {
    await choose('LiveKit');
    await page.getByLabel('Room (required)').fill('lobby');
    await page.getByLabel('Identity (required)').fill('ada');
    await page.getByLabel('Publish').check();
    await page.getByLabel('Subscribe').uncheck();
    await page.getByLabel('Lifetime').selectOption('other');
    await page.getByLabel('How many').fill('x');
    await getButton.click();
    expect(await page.getByLabel('How many').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Lifetime').selectOption('3600');
    expect(await page.getByLabel('How many').getAttribute('aria-invalid')).toBe(null);
    await page.getByLabel('Lifetime').selectOption('other');
    await page.getByLabel('How many').fill('7');
    await page.getByLabel('Unit').selectOption('days');
    await getButton.click();
    await page.getByText('You asked for 7 days, and got 1 day').waitFor();
    const shown = await page.getByRole('region', { name: 'LiveKit' }).innerText();
    const query = '?room=lobby&identity=ada&publish=true&subscribe=false&expireTime=604800';
    expect(shown).toContain(`/livekit/token${query}`);
    expect(shown).toMatch(/May not\s+receive tracks/);
  });

  it('says at the field what is wrong, and goes to the first one', async () => {
    await choose('LiveKit');
    const [room, identity] = [page.getByLabel('Room (required)'), page.getByLabel('Identity (required)')];
    const wrongAt = async (field: typeof room) => {
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      const [id] = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
      return page.locator(`#${id}`).innerText();
    };
    await room.fill('');
    await identity.fill('');
    const asked = requested.length;
    await getButton.click();
    expect(await wrongAt(room)).toBe('Room is required.');
    expect(await wrongAt(identity)).toBe('Identity is required.');
    expect(await room.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(requested).toHaveLength(asked);

    await room.fill('lobby');
    expect(await room.getAttribute('aria-invalid')).toBe(null);
    await identity.fill('*');
    await getButton.click();
    await page.locator('.problem').getByText('Identity must be 1 to 256 visible characters').waitFor();
    expect(await wrongAt(identity)).toContain('Identity must be');
    expect(await identity.evaluate((field) => field === document.activeElement)).toBe(true);
  });

  it('copies on the button, and shows how programs ask', async () => {
    await getToken('Ably', { 'Client ID (required)': "o'neil" });
    await page.getByRole('button', { name: 'Copy: Token' }).click();
    await page.getByRole('button', { name: 'Copied: Token' }).waitFor();
    expect(await page.getByRole('status').innerText()).toBe('Copied: Token');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^ey/);

    const languages = {
      JavaScript: 'client.ably({ clientId: "o\'neil" })',
      Swift: 'URLQueryItem(name: "clientId", value: "o\'neil")',
      Kotlin: '.addQueryParameter("clientId", "o\'neil")',
      Python: 'params={"clientId": "o\'neil"}',
      curl: '?clientId=o%27neil',
    };
    for (const [language, text] of Object.entries(languages)) {
      await page.getByRole('button', { name: language, exact: true }).click();
      expect(await page.getByRole('group', { name: language, exact: true }).innerText()).toContain(text);
    }
  });

  it('counts down', async () => {
    const shown = await page.getByRole('timer').innerText();
    await page.waitForFunction((before) => document.querySelector('[role=timer]')?.textContent !== before, shown);
  });

  it('decodes whatever token is pasted, in the page alone', async () => {
    const routes = providers
      .filter(({ id }) => id !== 'zoom')
      .flatMap((provider) => provider.routes.filter(({ audit, method }) => audit?.vends && method === 'GET'));
    const answers = await Promise.all(routes.map(async ({ example, name }) => ({ name, ...(await admin(example)) })));
    await choose('Decode a token');
    const asked = requested.length;
    const field = page.getByLabel('Token', { exact: true });
    const formats: Record<string, string> = {};
    for (const { name, text } of answers) {
      await field.fill(text);
      formats[name] = await page.getByRole('heading', { level: 3 }).innerText();
      await field.fill('');
      await page.getByRole('heading', { level: 3 }).waitFor({ state: 'detached' });
    }
    expect(formats).toEqual({
      agoraRtc: 'Agora RTC token, version 006',
      agoraRtm: 'Agora RTM token, version 006',
      agoraUiKitRtc: 'Agora RTC token, version 006',
      agoraUiKitRtm: 'Agora RTM token, version 006',
      interactivity: expect.stringMatching(/^(?:Dolby\.io access token|JSON Web Token)/),
      momento: 'Momento disposable token',
      momentoAdmin: 'Momento disposable token',
      millicastViewer: 'Millicast viewer token (JSON Web Token)',
      livekit: 'LiveKit token (JSON Web Token)',
      iceServers: 'ICE servers for WebRTC',
      ivs: 'Amazon IVS participant token (JSON Web Token)',
      twilio: 'Twilio access token (JSON Web Token)',
      ably: 'Ably token (JSON Web Token)',
      ablyTokenRequest: 'Ably TokenRequest',
      daily: 'Daily meeting token (JSON Web Token)',
    });
    const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url');
    await field.fill(`${part({ alg: 'none' })}.${part({ sub: 'a\u202Eb', exp: 1 })}.`);
    await page.getByText('a\\u{202e}b').waitFor();
    await page.getByText(/^ended .+1970/).waitFor();
    await field.fill('not a token');
    await page.locator('.problem').getByText('This is no token').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(requested).toHaveLength(asked);
  });

  it('marks what opens nothing: the sandbox’s, and what has no keys', async () => {
    const link = (title: string) => page.getByRole('navigation').getByRole('link', { name: title });
    expect(await link('LiveKit').innerText()).toMatch(/^LiveKit\s+sandbox$/);
    expect(await link('Daily').innerText()).toBe('Daily');
    await choose('Zoom Video SDK');
    await page.getByLabel('Session (required)').fill('lobby');
    await page.getByLabel('Identity (required)').fill('ada');
    await getButton.click();
    expect(await page.getByRole('alert').innerText()).toContain('503 not_configured');
    expect(await link('Zoom').innerText()).toMatch(/^Zoom Video SDK\s+no keys$/);
    await page.getByText('This provider has no right keys yet').waitFor();
    const { headers } = await client('/access_token?channelName=a');
    expect(headers).not.toHaveProperty('stagepass-sandbox');
  });

  it('has an address for each section: back, forward and reload keep the place and what was filled in', async () => {
    await page.goto(`${stagepass.url}/#/agoraRtm`);
    await page.getByLabel('User (required)').fill('grace');
    await page.getByLabel('Lifetime').selectOption('3600');
    await choose('LiveKit');
    expect(page.url()).toBe(`${stagepass.url}/#/livekit`);
    expect(await page.title()).toBe('LiveKit · Stagepass');
    await page.goBack();
    await page.getByRole('region', { name: 'Agora RTM' }).waitFor();
    await getButton.click();
    await page.getByRole('timer').waitFor();
    await page.reload();
    await page.getByRole('region', { name: 'Agora RTM' }).waitFor();
    expect(await page.getByLabel('User (required)').inputValue()).toBe('grace');
    expect(await page.getByLabel('Lifetime').inputValue()).toBe('3600');
    await page.goForward();
    await page.getByRole('region', { name: 'LiveKit' }).waitFor();
    expect(await page.getByLabel('Subscribe').isChecked()).toBe(false);
    // A section that isn't there.
    await page.goto(`${stagepass.url}/#/nothing`);
    await page.getByRole('region', { name: 'Agora RTC' }).waitFor();
    expect(page.url()).toBe(`${stagepass.url}/#/agoraRtc`);
  });

  it('keeps no token and no password in the address or in storage', async () => {
    await getToken('Agora RTC', { 'Channel (required)': 'stage' });
    const token = await page.locator('figure code').first().innerText();
    expect(page.url()).toBe(`${stagepass.url}/#/agoraRtc`);
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
    expect(kept).toContain('stage');
    for (const secret of [token, token.slice(-20), passwords.admin]) expect(kept).not.toContain(secret);
  });

  it('sends requests to its own address only, by a strict policy', async () => {
    expect(new Set(requested.map((url) => new URL(url).origin))).toEqual(new Set([stagepass.url]));
    const headers = (await page.reload())?.headers() ?? {};
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(problems).toEqual([]);
  });

  it('needs credentials', async () => {
    const context = await browser.newContext();
    const answer = await (await context.newPage()).request.get(stagepass.url);
    expect(answer.status()).toBe(401);
    expect(answer.headers()['www-authenticate']).toContain('Basic realm="stagepass-dev"');
    await context.close();
  });
});

it('changes callers in the page, and signs out', async () => {
  const { page: own, problems: wrong } = await openPage(browser, stagepass.url, as('admin'));
  await own.getByText('Signed in as admin (admin)').waitFor();
  await choose('Agora RTC', own);
  await own.getByLabel('Channel (required)').fill('of-the-admin');
  await own.getByRole('button', { name: 'Change caller' }).click();
  const dialog = own.getByRole('dialog', { name: 'Change caller' });
  await dialog.getByLabel('Caller (required)').fill('client');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.getByText('Password is required.').waitFor();
  await dialog.getByLabel('Password (required)').fill('wrong');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.getByText('No caller of this stage has this name and password.').waitFor();
  await dialog.getByLabel('Password (required)').fill(passwords.client);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await own.getByText('Signed in as client (client)').waitFor();
  const offered = await own.getByRole('navigation').innerText();
  expect(offered).toContain('Millicast viewer');
  expect(offered).not.toContain('Millicast tokens');
  expect(offered).not.toContain('admin');
  expect(await own.getByLabel('Channel (required)').inputValue()).toBe('');
  await own.getByLabel('Channel (required)').fill('stage');
  await own.keyboard.press('Enter');
  await own.getByText('curl -u client').waitFor();

  await own.getByRole('button', { name: 'Sign out' }).click();
  const form = own.getByRole('region', { name: 'Sign in' });
  await form.waitFor();
  expect(await own.getByRole('navigation').innerText()).toBe('');
  // The browser still has the admin’s password, which this tab doesn’t use any more.
  await own.reload();
  await form.waitFor();
  expect(await own.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('stage"');
  await form.getByLabel('Caller (required)').fill('admin');
  await form.getByLabel('Password (required)').fill(passwords.admin);
  await own.keyboard.press('Enter');
  await own.getByText('Signed in as admin (admin)').waitFor();
  expect(wrong).toEqual([]);
});

it('signs nobody in once a change of callers is cancelled, and holds a sign-out against late answers', async () => {
  const { page: own } = await openPage(browser, stagepass.url, as('client'));
  await own.getByText('Signed in as client (client)').waitFor();
  // The stage takes its time.
  const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
  await own.route('**/access_token*', async (route) => {
    await answers;
    await route.continue();
  });
  await own.getByLabel('Channel (required)').fill('stage');
  await own.getByRole('button', { name: 'Get a token' }).click();
  await own.route('**/openapi.json', () => {});
  await own.getByRole('button', { name: 'Change caller' }).click();
  const dialog = own.getByRole('dialog', { name: 'Change caller' });
  await dialog.getByLabel('Caller (required)').fill('admin');
  await dialog.getByLabel('Password (required)').fill(passwords.admin);
  const asked = own.waitForRequest('**/openapi.json');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await asked;
  const calledOff = own.waitForEvent('requestfailed');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await calledOff).failure()?.errorText).toBe('net::ERR_ABORTED');
  await own.getByRole('button', { name: 'Sign out' }).click();
  const form = own.getByRole('region', { name: 'Sign in' });
  await form.waitFor();

  // Nor does anybody see what the one before has asked for.
  await own.unroute('**/openapi.json');
  await form.getByLabel('Caller (required)').fill('client');
  await form.getByLabel('Password (required)').fill(passwords.client);
  await own.keyboard.press('Enter');
  await own.getByText('Signed in as client (client)').waitFor();
  const answered = own.waitForResponse('**/access_token*');
  answer();
  await (await answered).finished();
  await own.getByLabel('Channel (required)').fill('stage');
  await own.getByRole('button', { name: 'Get a token' }).click();
  await own.getByRole('timer').waitFor();
  await expect.poll(() => own.getByRole('log').innerText()).toMatch(/^.+ Got a token: Agora RTC$/);
});

it('works with the keyboard alone', async () => {
  const { page: own } = await openPage(browser, stagepass.url, as('client'));
  await own.getByRole('navigation').getByRole('link').first().waitFor();
  await own.keyboard.press('Tab');
  expect(await focused(own)).toBe('Skip to the content');
  await own.keyboard.press('Enter');
  await own.keyboard.press('Tab');
  await own.keyboard.type('stage');
  await own.keyboard.press('Enter');
  await own.getByRole('timer').waitFor();
});

describe('Millicast’s tokens, in the console', () => {
  const publishing = page.getByRole('group', { name: 'Tokens to publish' });
  const dialog = page.getByRole('dialog');
  const json = { 'content-type': 'application/json' };
  const readAll = async () => (await admin('/millicast/publish_token/list?page=1&itemsOnPage=10')).body.data;

  it('are made by rules, changed, disabled and deleted', async () => {
    await choose('Millicast tokens');
    await page.getByText('There are none.').waitFor();

    await page.getByRole('button', { name: 'New token…' }).click();
    await dialog.getByLabel('Label (required)').fill('camera 1');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('Stream name is required.').waitFor();
    await dialog.getByLabel('Stream name (required)').fill('stage');
    await dialog.getByLabel('Lifetime').selectOption('3600');
    await dialog.locator(':scope > form > .fields > details > summary').click();
    await dialog.getByLabel('Allowed origins, one a line').fill('app.example.com\n*.example.org');
    await dialog.getByLabel('Viewers need a token').check();
    const addresses = dialog.getByLabel('Allowed IP addresses, one a line');
    await addresses.fill('203.0.113.0/24\nnowhere');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('Line 2: It must be an IPv4 address').waitFor();
    expect(await addresses.evaluate((field) => field === document.activeElement)).toBe(true);
    await addresses.fill('203.0.113.0/24');
    await dialog.getByRole('button', { name: 'Create' }).click();
    const row = publishing.getByRole('row', { name: 'camera 1' });
    await row.waitFor();
    const [made] = await readAll();
    const shown = await row.innerText();
    for (const text of [String(made.id), 'active', 'pages of app.example.com, *.example.org', 'viewers need a token']) {
      expect(shown).toContain(text);
    }
    expect(made).toMatchObject({
      label: 'camera 1',
      streams: [{ streamName: 'stage', isRegex: false }],
      allowedOrigins: ['app.example.com', '*.example.org'],
      allowedIpAddresses: ['203.0.113.0/24'],
      subscribeRequiresAuth: true,
    });
    expect(Date.parse(made.expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
    const read = async () => (await admin(`/millicast/publish_token/${made.id}`)).body.data;

    await row.getByRole('button', { name: 'Edit: camera 1' }).click();
    await dialog.getByLabel('Label', { exact: true }).fill('camera 2');
    await dialog.getByLabel('Allowed IP addresses, one a line').fill('');
    await dialog.getByLabel('Remove stage').check();
    await dialog.getByRole('button', { name: 'Add a stream' }).click();
    await dialog.getByLabel('Stream name (required)').fill('cam-.*');
    await dialog.getByLabel('A pattern').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const renamed = publishing.getByRole('row', { name: 'camera 2' });
    await renamed.waitFor();
    expect(await renamed.innerText()).toContain('/cam-.*/');
    expect(await read()).toMatchObject({
      label: 'camera 2',
      streams: [{ streamName: 'cam-.*', isRegex: true }],
      allowedIpAddresses: [],
      allowedOrigins: ['app.example.com', '*.example.org'],
    });

    await renamed.getByRole('button', { name: 'Disable: camera 2' }).focus();
    await page.keyboard.press('Enter');
    await renamed.getByRole('button', { name: 'Enable: camera 2' }).waitFor();
    expect(await focused()).toBe('Enable: camera 2');
    expect((await read()).isActive).toBe(false);

    await renamed.getByRole('button', { name: 'Delete: camera 2' }).click();
    expect(await focused()).toBe('Cancel');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect((await read()).label).toBe('camera 2');
    expect(await focused()).toBe('Delete: camera 2');
    await renamed.getByRole('button', { name: 'Delete: camera 2' }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('There are none.').waitFor();
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);

    const log = await page.getByRole('log').innerText();
    for (const done of ['Created: camera 1', 'Changed: camera 1', 'Disabled: camera 2', 'Deleted: camera 2']) {
      expect(log).toContain(done);
    }
  });

  it('keep their dialog open while the stage is changing them', async () => {
    const created = '**/millicast/publish_token';
    const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
    await page.route(created, async (route) => {
      await answers;
      await route.continue();
    });
    await page.getByRole('button', { name: 'New token…' }).click();
    await dialog.getByLabel('Label (required)').fill('slow');
    await dialog.getByLabel('Stream name (required)').fill('stage');
    const asked = page.waitForRequest(created);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await asked;
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await dialog.getByRole('button').allInnerTexts()).toEqual(['Add a stream', 'Create', 'Cancel']);
    expect(await focused()).toBe('Create');
    answer();
    await dialog.waitFor({ state: 'detached' });
    await publishing.getByRole('row', { name: 'slow' }).waitFor();
    await page.unroute(created);
    await page.getByRole('button', { name: 'Delete: slow' }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('There are none.').waitFor();
  });

  it('aren’t lost half filled in, and are listed no longer once somebody else has deleted them', async () => {
    const body = JSON.stringify({ label: 'camera 3', streams: [{ streamName: 'stage' }] });
    const { data } = (await admin('/millicast/publish_token', { method: 'POST', body, headers: json })).body;
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('button', { name: 'Edit: camera 3' }).click();
    await dialog.getByLabel('Label', { exact: true }).fill('camera 4');
    await page.keyboard.press('Escape');
    await dialog.getByText('Discard what you have filled in?').waitFor();
    expect(await focused()).toBe('Keep editing');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Keep editing' }).click();
    expect(await dialog.getByLabel('Label', { exact: true }).inputValue()).toBe('camera 4');
    // Back asks, too, and leaves the section behind the dialog where it is.
    const { length } = requested;
    await page.evaluate(() => history.pushState(null, '', '#/agoraRtm'));
    await page.evaluate(() => history.pushState(null, '', '#/millicast-tokens'));
    await page.goBack();
    await dialog.getByRole('button', { name: 'Keep editing' }).click();
    expect([page.url(), requested.length]).toEqual([`${stagepass.url}/#/millicast-tokens`, length]);
    await page.getByRole('heading', { name: 'Millicast tokens', includeHidden: true }).waitFor();
    const leaving = page.waitForEvent('dialog');
    const reloading = page.evaluate(() => location.reload());
    const question = await leaving;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    await reloading;

    await admin(`/millicast/publish_token/${data.id}`, { method: 'DELETE' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    await page.getByText('There are none.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  it('are listed by the page, searched and sorted', async () => {
    for (const label of Array.from({ length: 11 }, (_, at) => `lot ${String(at).padStart(2, '0')}`)) {
      const body = JSON.stringify({ label, streams: [{ streamName: 's' }] });
      await admin('/millicast/subscribe_token', { method: 'POST', body, headers: json });
    }
    await page.getByLabel('Tokens to').selectOption('subscribe');
    await page.getByLabel('Text').fill('lot');
    await page.getByText('More options').click();
    await page.getByLabel('Sort by').selectOption('Name');
    await page.getByLabel('Descending').check();
    await page.getByRole('button', { name: 'Search' }).click();
    const rows = page.getByRole('group', { name: 'Tokens to subscribe' }).getByRole('rowheader');
    await expect
      .poll(() => rows.allInnerTexts())
      .toEqual(Array.from({ length: 10 }, (_, at) => `lot ${String(10 - at).padStart(2, '0')}`));
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('Page 2').waitFor();
    expect(await rows.allInnerTexts()).toEqual(['lot 00']);
    expect(await page.getByRole('button', { name: 'Next page' }).isDisabled()).toBe(true);
    // The last one of a page takes the page with it.
    await page.getByRole('button', { name: 'Delete: lot 00' }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Page 1').waitFor();
    expect(problems).toEqual([]);
  });
});

describe('each state of the console', () => {
  const looks = [
    { colorScheme: 'light', width: 1200 },
    { colorScheme: 'dark', width: 1200 },
    { colorScheme: 'light', width: 360 },
  ] as const;

  async function expectGood(own: Page): Promise<void> {
    for (const { colorScheme, width } of looks) {
      await own.emulateMedia({ colorScheme });
      await own.setViewportSize({ width, height: 800 });
      await expectAccessible(own);
      expect(await own.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await own.setViewportSize({ width: 1200, height: 800 });
  }

  it('is accessible, in light, in dark and on a phone, and no wider than its window', async () => {
    await choose('Agora RTC');
    await page.getByText('More options').click();
    await page.getByLabel('Channel (required)').fill('');
    await getButton.click();
    await expectGood(page);
    await getToken('Agora RTC', { 'Channel (required)': 'stage', Lifetime: '86400' });
    await expectGood(page);
    await choose('Decode a token');
    await expectGood(page);
    await choose('Zoom Video SDK');
    await expectGood(page);
    await choose('Millicast tokens');
    await page.getByRole('rowheader').first().waitFor();
    await expectGood(page);
    await page.getByRole('button', { name: 'New token…' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await expectGood(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Edit: lot 01' }).click();
    await page.getByLabel('Label', { exact: true }).fill('lot');
    await page.keyboard.press('Escape');
    await expectGood(page);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('button', { name: 'Delete: lot 01' }).click();
    await expectGood(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Change caller' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    await expectGood(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('region', { name: 'Sign in' }).waitFor();
    await expectGood(page);
  });
});
