import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, vi } from 'vitest';
import type { Row } from '../../../commands/verify/check.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import { projectRoot } from '../../../lib/root.ts';
import config from '../../../stagepass.config.ts';
import { clone } from '../../support/clone.ts';
import { compiledOnce, runCommand } from '../../support/command.ts';
import { confidential, passwords, startForTests } from '../../support/stagepass.ts';
import { tokenRows } from './token-rows.ts';

// Each run asks dozens of questions.
vi.setConfig({ testTimeout: 120_000 });

const { stagepass } = await startForTests(inject('assemblyDir'), { instancesPerFunction: 1 });
const apis = Object.values(stagepass.apis).flatMap((url) => ['--api', url]);
const environment = { PATH: process.env.PATH ?? '', CLIENT_PASSWORD: passwords.client };

/** Runs the command as npm does. */
function verify(args: readonly string[], env: Readonly<Record<string, string>> = environment) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [join(projectRoot, 'commands/verify.ts'), ...args],
      { env: { ...compiledOnce, ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

const tokens = tokenRows(config.dev as StageInput).length;

const local = ['--url', stagepass.url, ...apis];

describe('npm run verify', () => {
  it('prints a table and passes against npm start', async () => {
    const { code, stdout, stderr } = await verify(local);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${stagepass.url}\n`);
    expect(stdout).toMatch(/^PASS {2}challenge +without credentials: 401 and a challenge$/m);
    expect(stdout).toMatch(/^SKIP {2}guard +.*\n +→ AWS isn’t asked with --url$/m);
    expect(stdout).toContain(`\n${12 + tokens} passed, 0 failed, 12 skipped\n`);
  });

  it('prints JSON, and fails with the row that says why', async () => {
    const { code, stdout } = await verify([...local, '--json'], {
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
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${stagepass.url}\n`);
    expect(stdout).toMatch(/^PASS {2}api-closed /m);
    expect(stdout).toContain(`\n${21 + tokens} passed, 0 failed, 3 skipped\n`);
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

  it('says nothing of a password, a key or a token', async () => {
    for (const args of [local, [...local, '--json'], ['--help']]) {
      const { stdout, stderr } = await verify(args);
      expect(confidential.foundIn(stdout + stderr)).toEqual([]);
    }
  });

  it.each<[string, readonly string[], string]>([
    ['a stage that isn’t', ['--stage', 'prd'], 'there is no stage "prd"'],
    ['a caller that isn’t', ['--client', 'nobody'], 'dev has no enabled caller nobody: it has client, admin'],
    [
      'a URL in clear',
      ['--url', 'http://tokens.example.com'],
      'a password would be sent in clear; give an https:// URL',
    ],
    ['no URL', ['--url', 'tokens'], 'tokens is no URL that starts with https://'],
    ['an option that isn’t', ['--verbose'], '--verbose'],
  ])('asks nothing, given %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await verify(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('asks nothing without a password', async () => {
    const { code, stderr } = await verify(['--url', 'https://tokens.example.com'], { PATH: environment.PATH });
    expect([code, stderr]).toEqual([
      2,
      'the password of client is not given, and there is no terminal to ask for it at: set CLIENT_PASSWORD\n',
    ]);
  });

  it('asks as a caller that is enabled', async () => {
    const dir = clone();
    const callers = { client: { audience: 'client', disabled: true }, 'kiosk-1': { audience: 'client' } };
    const own = { dev: { providers: { agora: {} }, callers } };
    writeFileSync(join(dir, 'stagepass.config.ts'), `export default ${JSON.stringify(own)};`);
    const ask = (...args: string[]) => runCommand('verify', ['--url', 'https://tokens.example.com', ...args], {}, dir);
    expect((await ask()).err).toBe(
      'the password of kiosk-1 is not given, and there is no terminal to ask for it at: set KIOSK_1_PASSWORD\n',
    );
    expect((await ask('--client', 'client')).err).toBe('dev has no enabled caller client: it has kiosk-1\n');
  });

  it('helps', async () => {
    const { code, stdout } = await verify(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: npm run verify -- [options]');
  });
});
