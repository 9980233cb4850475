import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { ISSUER_URL_VARIABLE } from '../../../commands/issuer-url.ts';
import { connectIssuers, guardEnvironment } from '../../../commands/start/issuers.ts';
import type { Row } from '../../../commands/verify/check.ts';
import type { IssuerSandbox } from '../../../edge-auth/sandbox/issuers.ts';
import { selectStage } from '../../../lib/config/config.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import config from '../../project/stagepass.config.ts';
import { commandLine, compiledOnce, testProject } from '../../support/command.ts';
import { runCommandHere } from '../../support/command-here.ts';
import { confidential, passwords, startForTests } from '../../support/stagepass.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tokenRows } from './token-rows.ts';

// Each run asks dozens of questions.
vi.setConfig({ testTimeout: 120_000 });

const issuers = await connectIssuers(selectStage(config, 'dev'), { real: false });
afterAll(() => issuers.close());
const sandbox = issuers.sandbox as IssuerSandbox;
const { stagepass } = await startForTests(inject('assemblyDir'), {
  instancesPerFunction: 1,
  edgeEnvironment: guardEnvironment(sandbox.keyUrls),
});
const apis = Object.values(stagepass.apis).flatMap((url) => ['--api', url]);
const environment = { PATH: process.env.PATH ?? '', CLIENT_PASSWORD: passwords.client };

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** All that the command said in this file. */
const said: string[] = [];

/** Runs the command as npm does. @param input what it reads from its standard input. */
async function verifyByItself(args: readonly string[], env = environment, input = ''): Promise<Said> {
  const answer = await new Promise<Said>((resolve) => {
    const child = execFile(
      process.execPath,
      [commandLine(), 'verify', ...args],
      { cwd: testProject, env: { ...compiledOnce, ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
  said.push(answer.stdout, answer.stderr);
  return answer;
}

/** The same, within this process. */
async function verify(
  args: readonly string[],
  env: Readonly<Record<string, string>> = environment,
  input = '',
): Promise<Said> {
  const { code, out: stdout, err: stderr } = await runCommandHere('verify', args, env, { input });
  said.push(stdout, stderr);
  return { code, stdout, stderr };
}

const tokens = tokenRows(config.dev as StageInput).length;

const local = ['--url', stagepass.url, ...apis];

describe('npx stagepass verify', () => {
  it('prints a table and passes against npm start', async () => {
    const { code, stdout, stderr } = await verifyByItself(local);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${stagepass.url}\n`);
    expect(stdout).toMatch(/^PASS {2}challenge +without credentials: 401 and a challenge$/m);
    expect(stdout).toMatch(/^SKIP {2}guard +.*\n +→ AWS isn’t asked with --url$/m);
    expect(stdout).toContain(`\n${13 + tokens} passed, 0 failed, 13 skipped\n`);
  });

  it('prints JSON, and fails with the row that says why', async () => {
    const { code, stdout } = await verifyByItself([...local, '--json'], {
      ...environment,
      CLIENT_PASSWORD: 'not-the-password',
    });
    const { url, passed, rows } = JSON.parse(stdout) as { url: string; passed: boolean; rows: Row[] };
    expect([code, url, passed]).toEqual([1, stagepass.url, false]);
    expect(rows).toContainEqual({
      name: 'token agoraRtc',
      result: 'FAIL',
      what: 'a token from /access_token',
      why: '401 unauthorized',
    });
  });

  it('finds a stage by its stacks, asks AWS too, and takes the password from the caller’s secret', async () => {
    const { code, stdout, stderr } = await verify(['--stage', 'dev'], {
      PATH: environment.PATH,
      ...stagepass.operatorEnvironment,
      [ISSUER_URL_VARIABLE]: sandbox.url,
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${stagepass.url}\n`);
    expect(stdout).toMatch(/^PASS {2}api-closed /m);
    // What can’t be asked here.
    expect(stdout.match(/(?<=^SKIP {2})\S+/gm)).toEqual(['https-only', 'tls', 'web-acl']);
    expect(stdout).toContain(`\n${23 + tokens} passed, 0 failed, 3 skipped\n`);
  });

  it('asks as a signed-in user, whose token is in no argument', async () => {
    const token = await sandbox.token({ user: 'ada', claims: { tenant: 'acme' } });
    confidential.add('the token of ada', token);
    const env = { PATH: environment.PATH, [ISSUER_URL_VARIABLE]: sandbox.url };
    const piped = await verify([...local, '--bearer'], env, `${token}\n`);
    const inVariable = await verify([...local, '--bearer', '--client', 'members'], { ...env, BEARER_TOKEN: token });
    for (const { code, stdout, stderr } of [piped, inVariable]) {
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^PASS {2}contract /m);
      expect(stdout).toMatch(/^PASS {2}issuer app /m);
      expect(stdout).toMatch(/^PASS {2}token agoraRtc /m);
      expect(stdout).toMatch(/^PASS {2}token livekit /m);
      expect(confidential.foundIn(stdout)).toEqual([]);
    }
    const tenantless = await verify([...local, '--bearer'], env, await sandbox.token({ user: 'ada' }));
    expect(tenantless.code).toBe(1);
    expect(tenantless.stdout).toMatch(
      /^FAIL {2}token agoraRtc .*\n +→ .* need the token’s claim "tenant", which is missing/m,
    );
    const expired = await verify(
      [...local, '--bearer'],
      env,
      await sandbox.token({ user: 'ada', claims: { aud: 'x' } }),
    );
    expect(expired.code).toBe(1);
    expect(expired.stdout).toMatch(/^FAIL {2}contract .*\n +→ 401 unauthorized$/m);
  });

  it.each([
    [
      'another stage than the one that is there',
      {},
      ['--stage', 'prod'],
      'there is no stack Stagepass-prod-Edge in us-east-1',
    ],
    ['credentials of nobody', { AWS_ACCESS_KEY_ID: 'AKIDNOBODY' }, [], 'AWS doesn’t know these credentials'],
    [
      'endpoints of yesterday',
      { AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:9' },
      [],
      'nothing answers at AWS_',
    ],
  ])('says in a line that it found nothing, given %s', async (_what, changes, args, message) => {
    const { code, stdout, stderr } = await verify(args, {
      PATH: environment.PATH,
      ...stagepass.operatorEnvironment,
      ...changes,
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, readonly string[], string]>([
    ['a stage that isn’t', ['--stage', 'prd'], 'there is no stage "prd"'],
    [
      'a caller that isn’t',
      ['--client', 'nobody'],
      'dev has no enabled caller of this name: it has client, admin, members',
    ],
    [
      'a URL in clear',
      ['--url', 'http://tokens.example.com'],
      'a password would be sent in clear; give an https:// URL',
    ],
    ['no URL', ['--url', 'tokens'], 'a URL to ask is one that starts with https://'],
    ['a URL with a password', ['--url', 'http://client:hidden@127.0.0.1:9', '--json'], 'must not hold a name and a'],
    ['an API with a password', ['--api', 'https://client:hidden@tokens.example.com'], 'must not hold a name and a'],
    ['a URL with a query', ['--url', 'https://tokens.example.com/?token=hidden'], 'must end before any ? or #'],
    ['a token in the arguments', ['--bearer=hidden'], "unknown option '--bearer'"],
    ['an option that isn’t', ['--verbose'], '--verbose'],
    [
      'no token',
      ['--bearer', '--url', 'https://tokens.example.com'],
      'there is no token in BEARER_TOKEN or the standard',
    ],
    ['a token for a caller with a password', ['--bearer', '--client', 'client'], 'client has a password, so --bearer'],
    ['a caller without a password', ['--client', 'members'], 'members has no password, but signed-in users: --bearer'],
    ['a token for a stage without users', ['--bearer', '--stage', 'prod'], 'prod has no signed-in users'],
  ])('asks nothing, given %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await verify(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('hidden');
  });

  it('asks nothing without a password', async () => {
    const { code, stderr } = await verify(['--url', 'https://tokens.example.com'], { PATH: environment.PATH });
    expect([code, stderr]).toEqual([
      2,
      'the password of client is not given, and there is no terminal to ask for it at: set CLIENT_PASSWORD\n',
    ]);
  });

  it('asks as a caller that is enabled', async () => {
    const dir = temporaryFolder('callers');
    const callers = { client: { audience: 'client', disabled: true }, 'kiosk-1': { audience: 'client' } };
    const own = { dev: { providers: { agora: {} }, callers } };
    writeFileSync(join(dir, 'stagepass.config.ts'), `export default ${JSON.stringify(own)};`);
    const ask = (...args: string[]) =>
      runCommandHere('verify', ['--url', 'https://tokens.example.com', ...args], {}, { dir });
    expect((await ask()).err).toBe(
      'the password of kiosk-1 is not given, and there is no terminal to ask for it at: set KIOSK_1_PASSWORD\n',
    );
    expect((await ask('--client', 'client')).err).toBe('dev has no enabled caller of this name: it has kiosk-1\n');
  });

  it('helps', async () => {
    const { code, stdout } = await verify(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: stagepass verify [options]');
  });

  it('has said nothing of a password, a key or a token', () => {
    expect(said.some((text) => text.includes('token agoraRtc'))).toBe(true);
    expect(confidential.foundIn(said.join('\n'))).toEqual([]);
  });
});
