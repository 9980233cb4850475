import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { decodeTokenPayload } from 'livekit-client';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectionOf, connectProviders } from '../../commands/start/providers.ts';
import { sessionCookie } from '../../examples/relay/session.ts';
import { decode } from '../../lambda/agora/decode.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { projectRoot } from '../../lib/root.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { createOperator } from '../../local/iam/operator.ts';
import { runAssembly } from '../../local/run-assembly.ts';
import { SecretStore } from '../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../local/secrets-manager/server.ts';
import { startBrowser } from '../support/browser.ts';
import { exampleCommand, startExample } from '../support/example-apps.ts';
import { passwords } from '../support/stagepass.ts';
import { assemblyOf } from '../support/synth.ts';

const LIVEKIT = 'wss://livekit.example.com';
const ORIGIN = 'http://localhost:5173';

const issuer = 'https://sign-in.example.com';
const { publicKey, privateKey } = await generateKeyPair('EdDSA');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] };

const stage: StageInput = {
  providers: { agora: { tokenVersion: '007' }, livekit: { url: LIVEKIT } },
  allowedOrigins: [ORIGIN],
  issuers: { app: { issuer, audience: ['stagepass'], algorithms: ['EdDSA'], jwks } },
  callers: {
    client: { audience: 'client' },
    members: {
      audience: 'client',
      token: { issuer: 'app', values: { tenant: 'tenant' } },
      rights: {
        agora: { channels: ['{tenant}-*'], accounts: ['{user}'] },
        livekit: { rooms: ['{tenant}-*'], identities: ['{user}'] },
      },
    },
  },
};

const assemblyDir = assemblyOf(stage);
const outputs = new Set(readAssembly(assemblyDir).flatMap(({ template }) => Object.keys(template.Outputs)));
const providers = await connectProviders(outputs, {}, selectStage({ test: stage }, 'test').providers);
const { secrets, environment } = connectionOf(providers);
const stagepass = await runAssembly({
  assemblyDir,
  instancesPerFunction: 1,
  environment,
  secrets: {
    ...secrets,
    CallerSecretclient: JSON.stringify({ username: 'client', password: passwords.client }),
  },
});
afterAll(async () => {
  await stagepass.close();
  for (const provider of providers) await provider.close();
});

const userToken = await new SignJWT({ tenant: 'acme' })
  .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
  .setIssuer(issuer)
  .setAudience('stagepass')
  .setSubject('ada')
  .setExpirationTime('1h')
  .sign(privateKey);

describe.each(['agora-page', 'livekit-page'])('examples/%s', async (example) => {
  const command = exampleCommand(example, 'esbuild').map((word) => word.replace(':5173', ':0'));
  const served = await startExample(command, {}, /Local: +http:\/\/(\S+?)\//);
  afterAll(() => served.stop());
  const browser = await startBrowser({ 'localhost:5173': served.found });

  /** The page, and what it asks of hosts other than its own and Stagepass, which it doesn't get. */
  async function open() {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const elsewhere: string[] = [];
    await page.route('**/*', (route) => {
      const url = route.request().url();
      if ([ORIGIN, stagepass.url].some((own) => url.startsWith(own))) return route.continue();
      elsewhere.push(`${url} ${route.request().postData()}`);
      return route.abort();
    });
    await page.routeWebSocket(/.*/, (socket) => {
      elsewhere.push(socket.url());
      return socket.close();
    });
    await page.goto(`${ORIGIN}/`);
    return { page, elsewhere };
  }

  /** The token in the answer, whom and what it is for, and where the SDK goes with it. */
  async function ofProvider(body: Readonly<Record<string, string>>) {
    const { token = '', participant_token = '' } = body;
    if (example === 'agora-page') {
      const decoded = await decode(token, {});
      return {
        token,
        isFor: decoded?.rows.map(([, value]) => value),
        at: 'https://[\\w.-]+\\.(agora\\.io|sd-rtn\\.com)/',
      };
    }
    const { sub, video } = decodeTokenPayload(participant_token);
    return { token: participant_token, isFor: [sub, video?.room], at: LIVEKIT };
  }

  async function join(page: Page, token: string) {
    await page.getByLabel('Stagepass').fill(stagepass.url);
    await page.getByLabel('User’s token').fill(token);
    if (example === 'agora-page') await page.getByLabel('Agora app id').fill('970CA35de60c44645bbae8a215061b33');
    await page.getByRole('button', { name: 'Join' }).click();
  }

  it('gets the user’s token and gives it to the provider’s SDK, which goes to the provider with it', async () => {
    const { page, elsewhere } = await open();
    const answered = page.waitForResponse(
      (response) => response.url().startsWith(stagepass.url) && response.request().method() !== 'OPTIONS',
    );
    await join(page, userToken);
    const body = await (await answered).json();
    const { token, isFor, at } = await ofProvider(body);
    expect(isFor).toEqual(expect.arrayContaining(['ada', example === 'agora-page' ? 'acme-stage' : 'acme-lobby']));
    await expect
      .poll(() => elsewhere.find((each) => each.includes(token)), { timeout: 20_000 })
      .toMatch(new RegExp(`^${at}`));
  });

  it('says why there is none', async () => {
    const { page, elsewhere } = await open();
    await join(page, 'of.somebody.else');
    await expect.poll(() => page.locator('output').innerText(), { timeout: 20_000 }).toMatch(/^(Stagepass)?Error: /);
    // Neither the channel nor the room went anywhere else.
    expect(elsewhere.join()).not.toContain('acme-');
  });
});

const sessionKey = randomBytes(32);
const ada = await sessionCookie('ada', sessionKey);
const expected = { server_url: LIVEKIT, participant_token: expect.any(String), expiresAt: expect.any(String) };

describe('examples/relay-express', async () => {
  const relay = await startExample(
    exampleCommand('relay-express', 'node'),
    {
      STAGEPASS_URL: stagepass.url,
      STAGEPASS_PASSWORD: passwords.client,
      SESSION_KEY: sessionKey.toString('base64'),
      PORT: '0',
    },
    /is at (\S+)/,
  );
  afterAll(() => relay.stop());
  const ask = (path: string, headers: Record<string, string>, method = 'POST') =>
    fetch(relay.found + path, { method, headers });

  it('gives a signed-in user the user’s own token', async () => {
    const own = { cookie: `theme=dark; ${ada}`, 'sec-fetch-site': 'same-origin' };
    const answer = await ask('/token?room=lobby&identity=eve', own);
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
    const body = await answer.json();
    expect(body).toEqual(expected);
    expect(decodeTokenPayload(body.participant_token)).toMatchObject({ sub: 'ada', video: { room: 'lobby' } });
  });

  it('gives nothing to others', async () => {
    const own = { cookie: ada, 'sec-fetch-site': 'same-origin' };
    expect((await ask('/token?room=lobby', { ...own, cookie: 'session=guessed' })).status).toBe(401);
    expect((await ask('/token?room=other', own)).status).toBe(403);
    expect((await ask('/token?room=lobby&room=other', own)).status).toBe(403);
    expect((await ask('/token?room=lobby', { ...own, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask('/token?room=lobby', own, 'GET')).status).toBe(404);
    // With the app's own key it prints no session.
    expect(relay.written()).not.toContain('session=');
  });
});

describe('examples/relay-express without the app’s key', () => {
  it('prints a session to try it with', async () => {
    const environment = { STAGEPASS_URL: stagepass.url, STAGEPASS_PASSWORD: passwords.client, PORT: '0' };
    const relay = await startExample(exampleCommand('relay-express', 'node'), environment, /curl .* '(\S+)'\n/);
    onTestFinished(() => relay.stop());
    const [, cookie = ''] = relay.written().match(/-b '([^']+)'/) ?? [];
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    expect(await (await fetch(relay.found, { method: 'POST', headers })).json()).toEqual(expected);
  });
});

describe('examples/relay-lambda', async () => {
  // In the project, since what Lambda has (the AWS SDK) isn't in the bundle.
  const outfile = join(projectRoot, 'dist', `relay-lambda-${process.pid}`, 'index.mjs');
  const command = exampleCommand('relay-lambda', 'esbuild').map((word) =>
    word.replace(/(--outfile=).*/, `$1${outfile}`),
  );
  const bundled = await startExample(command, {}, /Done in/);
  await bundled.stop();

  const store = new SecretStore(Date.now);
  const operator = createOperator('123456789012');
  const secretsManager = await startSecretsManager(store, () => operator);
  afterAll(async () => {
    await secretsManager.close();
    rmSync(dirname(outfile), { recursive: true });
  });
  const arnOf = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-a1b2c3`;
  const held = {
    caller: { username: 'client', password: passwords.client },
    session: { key: sessionKey.toString('base64') },
  };
  for (const [name, value] of Object.entries(held)) store.create(arnOf(name), name, JSON.stringify(value));

  /** Its answers to events of a function URL, one after the other in one environment. */
  async function answersTo(...events: readonly object[]): Promise<APIGatewayProxyStructuredResultV2[]> {
    const source = `import { handler } from ${JSON.stringify(outfile)};
      const answers = [];
      for (const event of ${JSON.stringify(events)}) answers.push(await handler(event));
      process.stdout.write(JSON.stringify(answers));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source], {
      env: {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: operator.accessKeyId,
        AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
        STAGEPASS_URL: stagepass.url,
        CALLER_SECRET: 'caller',
        SESSION_SECRET: 'session',
      },
    });
    return JSON.parse(stdout);
  }

  const request = (room: string, headers: Record<string, string> = {}, method = 'POST') => ({
    version: '2.0',
    rawPath: '/token',
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    cookies: ['theme=dark', ada],
    queryStringParameters: { room },
    requestContext: { http: { method } },
  });

  it('gives a signed-in user the user’s own token, and nothing to others', async () => {
    const [given, ...refused] = await answersTo(
      request('lobby'),
      { ...request('lobby'), cookies: ['session=guessed'] },
      request('other'),
      request('lobby', { 'sec-fetch-site': 'cross-site' }),
      request('lobby', {}, 'GET'),
    );
    expect(given).toMatchObject({ statusCode: 200, headers: { 'Cache-Control': 'no-store' } });
    const body = JSON.parse(given?.body ?? '');
    expect(body).toEqual(expected);
    expect(decodeTokenPayload(body.participant_token)).toMatchObject({ sub: 'ada', video: { room: 'lobby' } });
    expect(refused.map(({ statusCode }) => statusCode)).toEqual([401, 403, 403, 404]);
  });
});
