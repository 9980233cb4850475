import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { decodeJwt } from 'jose';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { CALLER_HEADER, ORIGIN_HEADER } from '../../api/headers.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { projectRoot } from '../../lib/root.ts';
import config from '../project/stagepass.config.ts';
import { cloneWith } from '../support/clone.ts';
import { compiledOnce } from '../support/command.ts';
import { basic, send } from '../support/stagepass.ts';
import { assemblyOf } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What is in the shell beside: no AWS account, no key, no answer to what npm would ask elsewhere. */
const SHELL = {
  PATH: process.env.PATH ?? '',
  HOME: temporaryFolder('home'),
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  PORT: '0',
  ...compiledOnce,
};

/** The shell blocks of the section, each in its lines. */
function documented(): string[][] {
  const operations = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8');
  const section = /^## On localhost$(.*?)^## /ms.exec(operations)?.[1] ?? '';
  return [...section.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, block = '']) => block.split('\n'));
}

const running: ChildProcess[] = [];
afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'close');
    process.kill(-(child.pid as number), 'SIGTERM');
    await ended;
  }
});

/** Starts it in a shell of its own, and waits for its greeting. */
async function start(line: string, cwd: string) {
  const child = spawn('sh', ['-c', line], { cwd, env: SHELL, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  await until(
    () => /Ctrl-C ends it/.test(said) || child.exitCode !== null,
    () => said,
  );
  const greeting = said;
  const operate = greeting.split('\n').map((each) => each.trim());
  const pasted = operate.filter((each) => /^(?:unset|export) AWS/.test(each));
  expect(pasted).toHaveLength(2);
  const exported = pasted[1]?.slice('export '.length).split(' ') ?? [];
  return {
    said: () => said,
    greeting,
    url: /ready at (\S+)/.exec(greeting)?.[1] ?? '',
    apis: [...greeting.matchAll(/^ {2}(http:\S+\/(?:dev|prod))$/gm)].map(([, api = '']) => api),
    passwordOf: (caller: string) =>
      [...said.matchAll(new RegExp(`^(?: {2}${caller} {2}|${caller} has a new password: )(\\S+)$`, 'gm'))].at(
        -1,
      )?.[1] ?? '',
    environment: Object.fromEntries(
      exported.map((each): [string, string] => {
        const at = each.indexOf('=');
        return [each.slice(0, at), each.slice(at + 1).replaceAll("'", '')];
      }),
    ),
    /** Runs a line in another shell, where what the greeting says is pasted. */
    async operate(command: string) {
      const other = spawn('sh', ['-c', [...pasted, command].join('\n')], { cwd, env: SHELL });
      other.stdin.end();
      const [out, err, [code]] = await Promise.all([text(other.stdout), text(other.stderr), once(other, 'close')]);
      return { code, out, err };
    },
  };
}

async function until(holds: () => boolean | Promise<boolean>, why = () => ''): Promise<void> {
  const GIVE_UP_AT = Date.now() + 200_000;
  while (!(await holds())) {
    if (Date.now() > GIVE_UP_AT) throw new Error(`it never happened\n${why()}`);
    await sleep(200);
  }
}

const [startDev, onDev = [], startProd, onProd = []] = documented();

describe.concurrent('operating npm start, word for word as documented', () => {
  it('fills in keys, verifies, shuts a caller out and lets it in again', { timeout: 240_000 }, async () => {
    expect(onDev.map((line) => /npx stagepass (\w+)/.exec(line)?.[1])).toEqual([
      'secrets',
      'verify',
      'callers',
      'callers',
    ]);
    const app = await start(String(startDev), cloneWith(inject('assemblyDir'), 'dev'));
    const [fill = '', verify = '', disable = '', enable = ''] = onDev;
    const asClient = (password: string, path = '/openapi.json') =>
      send(`${app.url}${path}`, { headers: { authorization: basic('client', password) } });
    const old = app.passwordOf('client');
    const greeted = app.greeting.split('\n').map((line) => line.trim());
    for (const line of [fill.replace(/^(?:\w+=\w+ )+/, ''), verify, disable, enable]) expect(greeted).toContain(line);
    expect(app.greeting).not.toContain('npx stagepass rotate');
    expect(app.greeting).toContain(`curl -u client:${old} '${app.url}/access_token?`);

    expect(await app.operate(fill)).toMatchObject({ code: 0, out: expect.stringContaining('stored appId and') });
    const { body } = await asClient(old, '/access_token?channelName=test&uid=7');
    expect(body.token).toMatch(/^006970CA35de60c44645bbae8a215061b33/);

    expect(greeted).toContain(
      `app: sandboxed at ${app.environment.STAGEPASS_ISSUER_URL}, in place of https://sign-in.example.com`,
    );
    const [, bearer = '', asUser = ''] = /curl -H '(Authorization: Bearer \S+)' '(\S+)'/.exec(app.greeting) ?? [];
    const [, token = ''] = bearer.split(': ');
    expect(await send(asUser, { headers: { authorization: token } })).toMatchObject({ status: 200 });
    const { exp = 0 } = decodeJwt(token.slice('Bearer '.length));
    expect(exp - Date.now() / 1000).toBeLessThanOrEqual(3_600);
    const another = greeted.find((line) => line.startsWith('npx stagepass users token ')) ?? '';
    const made = await app.operate(another.replace('--sub ada', '--sub bo'));
    expect(made).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) });
    const authorization = `Bearer ${made.out.trim()}`;
    expect((await send(asUser.replace(/account=\w+/, 'account=bo'), { headers: { authorization } })).status).toBe(200);
    expect((await send(asUser, { headers: { authorization } })).status).toBe(403);

    const verified = await app.operate(verify);
    expect(verified).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d+ passed, 0 failed, 3 skipped$/m),
    });

    expect(await app.operate(disable)).toMatchObject({ code: 0, out: expect.stringContaining('client is shut out') });
    // A password that doesn't match makes the guard read the secret again, so that nobody waits for the five minutes.
    await until(async () => {
      await asClient('not-the-password');
      return (await asClient(old)).status === 401;
    }, app.said);
    expect(app.said()).toContain('client is shut out\n');

    const enabled = await app.operate(enable);
    expect(enabled).toMatchObject({ code: 0, out: expect.stringContaining('aws secretsmanager get-secret-value') });
    const password = app.passwordOf('client');
    expect(password).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(password).not.toBe(old);
    expect(enabled.out).not.toContain(password);
    await until(async () => (await asClient(password)).status === 200, app.said);
    expect((await asClient(old)).status).toBe(401);
  });

  it('rotates the origin secret of a stage that rotates it', { timeout: 240_000 }, async () => {
    expect(onProd.map((line) => /npx stagepass (\w+)/.exec(line)?.[1])).toEqual(['rotate', 'rotate', 'verify']);
    const app = await start(String(startProd), cloneWith(assemblyOf(config.prod as StageInput, 'prod'), 'prod'));
    const [rotate = '', dryRun = '', verify = ''] = onProd;
    expect(app.greeting.split('\n').map((line) => line.trim())).toEqual(expect.arrayContaining([rotate, verify]));
    const secrets = new SecretsManagerClient({
      region: 'us-east-1',
      endpoint: String(app.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER),
      credentials: {
        accessKeyId: String(app.environment.AWS_ACCESS_KEY_ID),
        secretAccessKey: String(app.environment.AWS_SECRET_ACCESS_KEY),
      },
    });
    const originSecret = async () =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: 'stagepass/prod/origin' }))).SecretString ?? '';
    const statusFor = async (proof: string) => {
      const headers = { [ORIGIN_HEADER]: proof, [CALLER_HEADER]: 'client' };
      const answers = await Promise.all(app.apis.map((api) => fetch(`${api}/openapi.json`, { headers })));
      return answers.map(({ status }) => status).sort();
    };
    const before = await originSecret();

    expect(await app.operate(rotate)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('is being rotated'),
    });
    await until(async () => /would be rotated\n.*last rotated: 20/.test((await app.operate(dryRun)).out), app.said);
    const after = await originSecret();
    expect(after).not.toBe(before);
    // One of the two APIs has the path, and takes the new value.
    expect(await statusFor(after)).toContain(200);
    expect(await statusFor('another value')).not.toContain(200);

    await until(async () => !/status is InProgress/.test((await app.operate(verify)).out), app.said);
    expect(await app.operate(verify)).toMatchObject({ code: 0, err: '', out: expect.stringContaining(' 0 failed') });
    secrets.destroy();
  });
});
