import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { projectRoot } from '../../lib/root.ts';

/*
 * Writes docs/images: the console in each of its states, as `npm start` serves it.
 *
 *   npm run screenshots             all of them
 *   npm run screenshots -- decode   those whose names begin so
 */

const images = join(projectRoot, 'docs', 'images');
const wanted = process.argv[2] ?? '';

const desktop = { viewport: { width: 1200, height: 760 } } as const;
const phone = { viewport: { width: 360, height: 740 } } as const;
const dark = { ...desktop, colorScheme: 'dark' } as const;

/** A state of the page: what is done to get there, as which caller, and how it is looked at. */
interface State {
  readonly caller?: 'client' | 'admin';
  readonly look?: BrowserContextOptions;
  readonly show: (page: Page) => Promise<void>;
}

async function open(page: Page, id: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/${id}`);
  await page.locator('#work section').waitFor();
}

async function vend(page: Page): Promise<void> {
  await open(page, 'agoraRtc');
  await page.getByLabel('Channel').fill('stage');
  await page.getByLabel('User, by number').fill('7');
  await page.getByLabel('Role').selectOption('publisher');
  await page.getByText('More options').click();
  await page.getByLabel('Token format').selectOption('007');
  await page.getByRole('button', { name: 'Get a token' }).click();
  await page.getByRole('timer').waitFor();
}

async function makeTokens(page: Page): Promise<void> {
  await open(page, 'millicast-tokens');
  await page.getByText(/^Page 1/).waitFor();
  if ((await page.getByRole('rowheader').count()) > 0) return;
  for (const [label, stream, isPattern] of [
    ['camera 1', 'stage', false],
    ['all cameras', 'cam-.*', true],
  ] as const) {
    await page.getByRole('button', { name: 'New token…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Label (required)').fill(label);
    await dialog.getByLabel('Stream name (required)').fill(stream);
    if (isPattern) await dialog.getByLabel('A pattern').check();
    await dialog.getByLabel('Lifetime').selectOption('86400');
    await dialog.getByText('More options').first().click();
    await dialog.getByLabel('Allowed origins').fill('app.example.com');
    await dialog.getByLabel('Viewers need a token').check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('rowheader', { name: label }).waitFor();
  }
}

const edit = async (page: Page) => {
  await makeTokens(page);
  await page.getByRole('button', { name: 'Edit: camera 1' }).click();
  await page.getByRole('dialog').waitFor();
};

const states: Readonly<Record<string, State>> = {
  light: { show: vend },
  dark: { look: dark, show: vend },
  phone: { look: phone, show: vend },
  form: { caller: 'client', show: (page) => open(page, 'livekit') },
  errors: {
    caller: 'client',
    async show(page) {
      await open(page, 'livekit');
      await page.getByLabel('Identity').fill('ada *');
      await page.getByRole('button', { name: 'Get a token' }).click();
      await page.getByLabel('Room').fill('lobby');
      await page.getByRole('button', { name: 'Get a token' }).click();
      await page.getByText(/^Identity must be/).waitFor();
    },
  },
  capped: {
    caller: 'client',
    async show(page) {
      await open(page, 'daily');
      await page.getByLabel('Room').fill('lobby');
      await page.getByLabel('User ID').fill('ada');
      await page.getByLabel('Lifetime').selectOption('other');
      await page.getByLabel('How many').fill('7');
      await page.getByLabel('Unit').selectOption('days');
      await page.getByRole('button', { name: 'Get a token' }).click();
      await page.getByText(/^You asked for 7 days/).waitFor();
      await page.getByRole('button', { name: 'Kotlin' }).click();
      await page.getByRole('button', { name: 'Copy: Kotlin' }).click();
    },
  },
  'no-keys': {
    caller: 'client',
    async show(page) {
      const error = { error: 'the secret holds no keys of Daily', code: 'not_configured', requestId: 'example' };
      await page.route('**/daily/token?*', (route) => route.fulfill({ status: 503, json: error }));
      await open(page, 'daily');
      await page.getByLabel('Room').fill('lobby');
      await page.getByLabel('User ID').fill('ada');
      await page.getByRole('button', { name: 'Get a token' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  decode: {
    async show(page) {
      await open(page, 'twilio');
      await page.getByLabel('Identity').fill('ada');
      await page.getByLabel('Room').fill('lobby');
      await page.getByRole('button', { name: 'Get a token' }).click();
      const token = await page.locator('figure pre').first().innerText();
      await open(page, 'decode');
      await page.getByLabel('Token', { exact: true }).fill(token);
      await page
        .getByText('What it')
        .or(page.getByRole('heading', { name: /Twilio/ }))
        .first()
        .waitFor();
    },
  },
  'decode-none': {
    async show(page) {
      await open(page, 'decode');
      await page.getByLabel('Token', { exact: true }).fill('not a token');
      await page
        .getByText(/^This is no token/)
        .first()
        .waitFor();
    },
  },
  millicast: { show: makeTokens },
  'millicast-phone': { look: phone, show: makeTokens },
  'millicast-edit': { show: edit },
  'millicast-discard': {
    look: dark,
    async show(page) {
      await edit(page);
      await page.getByRole('dialog').getByLabel('Label').fill('camera 2');
      await page.keyboard.press('Escape');
      await page.getByText('Discard what you have').waitFor();
    },
  },
  'millicast-delete': {
    async show(page) {
      await makeTokens(page);
      await page.getByRole('button', { name: 'Delete: camera 1' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  'as-user': {
    async show(page) {
      await open(page, 'as-user');
      await page.getByLabel('Claims').fill('sub: ada\ntenant: acme');
      await page.getByRole('button', { name: 'Show what this user may' }).click();
      await page.getByRole('table').first().waitFor();
    },
  },
  'change-caller': {
    async show(page) {
      await open(page, 'agoraRtc');
      await page.getByRole('button', { name: 'Change caller' }).click();
      await page.getByLabel('Caller (required)').fill('client');
      await page.getByLabel('Password (required)').fill('wrong');
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
      await page.getByText(/^No caller of this stage/).waitFor();
    },
  },
  'signed-out': {
    async show(page) {
      await open(page, 'agoraRtc');
      await page.getByRole('button', { name: 'Sign out' }).click();
    },
  },
};

/** What `stagepass start --json` says of itself, and how to end it. */
async function start() {
  const args = ['commands/stagepass.ts', 'start', '--port', '0', '--quiet', '--json'];
  const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve, reject) => {
    let line = '';
    child.stdout.on('data', (chunk) => {
      line += chunk;
      if (line.endsWith('\n')) resolve(line);
    });
    child.on('exit', (code) => reject(new Error(`stagepass start ended with ${code}`)));
  });
  const { url, callers } = JSON.parse(said) as {
    readonly url: string;
    readonly callers: readonly { readonly username: string; readonly password: string }[];
  };
  const passwordOf = (caller: string) => callers.find(({ username }) => username === caller)?.password ?? '';
  return { url, passwordOf, end: () => child.kill('SIGTERM') };
}

async function shoot(browser: Browser, name: string, { caller = 'admin', look = desktop, show }: State): Promise<void> {
  const password = stagepass.passwordOf(caller);
  const permissions = ['clipboard-read', 'clipboard-write'];
  const context = await browser.newContext({ ...look, permissions, httpCredentials: { username: caller, password } });
  const page = await context.newPage();
  await page.goto(stagepass.url);
  await page.getByRole('navigation').getByRole('link').first().waitFor();
  await show(page);
  // A dialog is over what the window shows.
  const fullPage = (await page.getByRole('dialog').count()) === 0;
  await page.screenshot({ path: join(images, `console-${name}.png`), fullPage });
  await context.close();
}

mkdirSync(images, { recursive: true });
const stagepass = await start();
const args = ['--no-sandbox', '--disable-gpu', '--no-zygote'];
const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args });
try {
  for (const [name, state] of Object.entries(states)) if (name.startsWith(wanted)) await shoot(browser, name, state);
} finally {
  await browser.close();
  stagepass.end();
}
